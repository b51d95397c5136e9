"""Slots: a publication's nominal local times as instants, across clock changes and off closed days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from publisher.schedule.bank_holidays import Calendar
from publisher.schedule.organisation import Organisation
from publisher.schedule.publication import Publication

# A local day may begin this much before the UTC day of the same date, skipped days included.
ZONE_MARGIN = timedelta(days=2)
# Longer than any row of closed days: no slot is moved farther than this.
FARTHEST_MOVE = timedelta(days=14)


@dataclass(frozen=True)
class Slot:
    """A due moment of a publication.

    nominal: local time '2026-09-01T09:30', which names the slot for ever; at: its instant (UTC);
    fires_at: the instant (UTC) after moving off closed days; moved_why: the reason in words, or ''.
    """

    publication: str
    nominal: str
    at: datetime
    fires_at: datetime
    moved_why: str


def slots(
    publication: Publication, organisation: Organisation, after: datetime, until: datetime
) -> Iterator[Slot]:
    """The slots whose nominal instants lie in (after, until], in order. `after`, `until` aware.

    Consecutive windows give every slot once. An alert has none.
    """
    rule = publication.when.rule
    if rule is None or until <= after:
        return
    zone, calendar = organisation.zone, Calendar(organisation.bank_holidays)
    for nominal in rule.nominal(_first_day(after)):
        at = instant(nominal, zone)
        if at > until:
            return
        if at <= after or publication.when.skips(nominal.date(), calendar):
            continue
        fires, why = publication.when.moved(nominal, calendar)
        yield Slot(
            publication=publication.key,
            nominal=nominal.isoformat(timespec="minutes"),
            at=at,
            fires_at=instant(fires, zone),
            moved_why=why,
        )


def firings(
    publication: Publication, organisation: Organisation, after: datetime, until: datetime
) -> list[Slot]:
    """The slots that fire in (after, until], as they fire; one may fire before its nominal time."""
    around = slots(publication, organisation, after - FARTHEST_MOVE, until + FARTHEST_MOVE)
    return sorted(
        (slot for slot in around if after < slot.fires_at <= until),
        key=lambda slot: (slot.fires_at, slot.at, slot.nominal),
    )


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """A naive local time as a UTC instant.

    A time the clock shows twice is the first of the two; one it never shows, the first instant after the gap.
    """
    before = local.replace(tzinfo=zone, fold=0)
    found = before.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return found
    return _end_of_gap(local.replace(tzinfo=zone, fold=1).astimezone(UTC), found, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant, to the second, between two others at which the zone's offset changes."""
    offset = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _first_day(after: datetime) -> date:
    return (after.astimezone(UTC) - ZONE_MARGIN).date()
