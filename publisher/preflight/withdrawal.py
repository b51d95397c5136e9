"""Withdrawn entries are tombstones, not news."""

from collections.abc import Iterator

from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_entry


def withdrawn(case: Case) -> Iterator[Finding]:
    """A withdrawn entry stops the issue."""
    for version in case.issue.entries:
        if version.withdrawn_at is not None:
            yield of_entry(
                version,
                f"was withdrawn ({version.withdrawn_reason or 'no reason given'})",
                "draft the issue again",
                "withdrawn",
                stops=True,
            )
