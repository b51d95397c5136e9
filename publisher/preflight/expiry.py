"""Expired entries never go; one that expires before its slot would undo the approval."""

from collections.abc import Iterator

from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_entry


def expired(case: Case) -> Iterator[Finding]:
    """Expired now, or by the time the issue goes: both stop it."""
    goes = case.fires_at or case.now
    for version in case.issue.entries:
        expires = version.expires_at
        if expires is None or expires > goes:
            continue
        what = "has expired" if expires <= case.now else "expires before the issue goes"
        yield of_entry(version, what, "set it aside, or change when it expires", "expired", stops=True)
