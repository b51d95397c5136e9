"""Mails that a mail program would cut."""

from collections.abc import Iterator

from publisher.issues.finding import Finding
from publisher.preflight.case import Case


def oversize(case: Case) -> Iterator[Finding]:
    """What rendering itself warns of: a mail near the limit, or shortened to stay under it; once per sort."""
    seen = set()
    for rendered in case.rendered:
        for fault in rendered.warnings:
            if fault.code not in seen:
                seen.add(fault.code)
                yield Finding(fault)
