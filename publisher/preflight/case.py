"""What a check may look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from publisher.entries.entry import Version
from publisher.issues.compose import Composition
from publisher.issues.finding import Finding
from publisher.issues.issue import Issue
from publisher.issues.render import Rendered
from publisher.schedule import Publication, Schedule
from subscribers.faults import Fault


@dataclass(frozen=True)
class Case:
    """An issue as it would go. `fires_at`: its next slot (UTC), None when it goes at once.

    compositions are what the present subscribers' choices come to; `rendered` is empty until it was tried.
    """

    schedule: Schedule
    publication: Publication
    issue: Issue
    compositions: tuple[Composition, ...]
    choices_held: int
    fires_at: datetime | None
    now: datetime
    rendered: tuple[Rendered, ...] = ()


Check = Callable[[Case], Iterator[Finding]]


def of_entry(version: Version, what: str, mend: str, code: str, *, stops: bool = False) -> Finding:
    """A finding about one entry of the issue."""
    return Finding(Fault(f"‘{version.content.title}’ {what}", version.content.slug, mend, code), stops)


def of_issue(case: Case, what: str, mend: str, code: str, *, stops: bool = False) -> Finding:
    """A finding about the issue as a whole."""
    return Finding(Fault(what, f"{case.publication.key} no. {case.issue.number}", mend, code), stops)
