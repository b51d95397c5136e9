"""SQL: slots become rows: what was missed, what comes next, and what the schedule no longer has."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from publisher.issues.approval import CLOCK
from publisher.runs.events import touched_by_people
from publisher.runs.lateness import FARTHEST_BACK
from publisher.runs.run import Run, all_runs, last_slot, put, step
from publisher.schedule import Organisation, Publication, Slot, firings, slots
from publisher.schedule.slots import FARTHEST_MOVE
from publisher.store.tables import run as runs
from publisher.store.tables import standing
from subscribers.once import insert_once

HORIZONS = (timedelta(days=15), timedelta(days=100), timedelta(days=1500))
GONE = "the schedule no longer has this slot"
AROUND = timedelta(days=2)


def plan(
    conn: Connection, publication: Publication, organisation: Organisation, *, now: datetime
) -> list[Run]:
    """Insert the rows of slots that fired since the last look, and of the next one; what was inserted.

    A publication seen for the first time has missed nothing: it begins with what is not yet late.
    """
    begins = first_seen(conn, publication, organisation, now=now) - publication.late_after
    if publication.form == "alert":
        return []
    last = last_slot(conn, publication.key, now=now) or begins
    after = max(begins, min(last - FARTHEST_MOVE, now - FARTHEST_BACK))
    present = all_runs(conn, publication=publication.key, after=after - AROUND)
    refit(conn, publication, organisation, present, now=now)
    known = {run.slot for run in present}
    wanted = firings(publication, organisation, after, now) + coming(publication, organisation, now=now)[:1]
    made = [insert_slot(conn, slot, now=now) for slot in wanted if slot.nominal not in known]
    return [run for run in made if run is not None]


def coming(publication: Publication, organisation: Organisation, *, now: datetime) -> list[Slot]:
    """At least the next slot to fire after `now`, if the schedule has one at all."""
    for horizon in HORIZONS:
        if found := firings(publication, organisation, now, now + horizon):
            return found
    return []


def insert_slot(conn: Connection, slot: Slot, *, now: datetime) -> Run | None:
    """The row of a slot of the schedule; None if it is there."""
    return put(
        conn,
        publication=slot.publication,
        slot=slot.nominal,
        slot_at=slot.at,
        fires_at=slot.fires_at,
        moved_why=slot.moved_why,
        now=now,
    )


def first_seen(
    conn: Connection, publication: Publication, organisation: Organisation, *, now: datetime
) -> datetime:
    """When the publication was first seen, which this call notes if it is now (UTC).

    What was released before the slot that came before is not due, unless the schedule has a `since`.
    """
    row = conn.execute(select(standing).where(standing.c.publication == publication.key)).first()
    if row is not None:
        seen: datetime = row.seen_at
        return seen
    since = _slot_before(publication, organisation, now - publication.late_after)
    noted = insert_once(conn, standing).values(publication=publication.key, seen_at=now, since=since)
    if conn.execute(noted).rowcount == 1:
        return now
    return first_seen(conn, publication, organisation, now=now)


def _slot_before(publication: Publication, organisation: Organisation, moment: datetime) -> datetime:
    for horizon in HORIZONS:
        if found := firings(publication, organisation, moment - horizon, moment):
            return found[-1].fires_at
    return moment - FARTHEST_BACK


def refit(
    conn: Connection,
    publication: Publication,
    organisation: Organisation,
    present: Iterable[Run],
    *,
    now: datetime,
) -> None:
    """Bring rows of coming slots that no person touched into line with a changed schedule."""
    for run in present:
        gone = run.state == "skipped"
        if not run.is_nominal or run.slot_at <= now or not (run.state == "planned" or run.reason == GONE):
            continue
        slot = slot_named(publication, organisation, run.slot, near=run.slot_at)
        if slot is None and not gone and not touched_by_people(conn, run.id):
            step(conn, run, "skipped", of=("planned",), by=CLOCK, reason=GONE, now=now)
        elif slot is not None and gone:
            step(conn, run, "planned", of=("skipped",), by=CLOCK, now=now)
        if slot is None or (slot.at, slot.fires_at) == (run.slot_at, run.fires_at):
            continue
        if not touched_by_people(conn, run.id):
            conn.execute(
                update(runs)
                .where(runs.c.id == run.id)
                .values(slot_at=slot.at, fires_at=slot.fires_at, moved_why=slot.moved_why)
            )


def slot_named(
    publication: Publication, organisation: Organisation, nominal: str, *, near: datetime
) -> Slot | None:
    """The schedule's slot of this nominal local time, looked for around an instant."""
    for slot in slots(publication, organisation, near - AROUND, near + AROUND):
        if slot.nominal == nominal:
            return slot
    return None
