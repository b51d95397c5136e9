"""The newest version goes, never an older one."""

from collections.abc import Iterator

from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_entry


def unreleased(case: Case) -> Iterator[Finding]:
    """An entry that is not public yet cannot be mailed."""
    for version in case.issue.entries:
        if version.released_at is None or version.released_at > (case.fires_at or case.now):
            yield of_entry(version, "is not released", "release it first", "unreleased", stops=True)
