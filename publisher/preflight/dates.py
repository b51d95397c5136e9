"""Dates that would puzzle or mislead a reader."""

from collections.abc import Iterator
from datetime import date, datetime

from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_entry


def undated(case: Case) -> Iterator[Finding]:
    """An entry without a date may be meant; somebody should look."""
    for version in case.issue.entries:
        if version.content.date is None:
            yield of_entry(version, "bears no date", "give it one if it has one", "undated")


def past(case: Case) -> Iterator[Finding]:
    """What will be over, or closed for booking, when the issue goes."""
    zone = case.schedule.organisation.zone
    goes = (case.fires_at or case.now).astimezone(zone).date()
    for version in case.issue.entries:
        ends = version.content.ends or version.content.starts
        for when, what in ((ends, "will be over"), (version.content.book_by, "will be closed for booking")):
            if when is not None and _day(when, case) < goes:
                yield of_entry(
                    version, f"{what} when the issue goes", "leave it out, or change its date", "past"
                )
                break


def _day(when: date | datetime, case: Case) -> date:
    return when.astimezone(case.schedule.organisation.zone).date() if isinstance(when, datetime) else when
