"""An issue must have something to say."""

from collections.abc import Iterator

from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_issue


def empty(case: Case) -> Iterator[Finding]:
    """No entries stop it: no empty mail goes out."""
    if not case.issue.entries:
        yield of_issue(
            case, "the issue has no entries", "draft it again once something is due", "empty", stops=True
        )
