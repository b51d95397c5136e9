"""SQL: the run as a noun, and the conditional step from state to state."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from publisher.runs.events import note
from publisher.store.tables import run as runs
from subscribers.once import insert_once

BY_HAND = "by-hand "
ALERT = "alert "
PUBLISHED = ("sending", "paused", "sent", "sent with failures", "cancelled")
WAITING = ("planned", "held", "asking")


@dataclass(frozen=True)
class Run:
    """One firing of one publication; times UTC.

    state: planned, held, asking, sending, paused, sent, sent with failures, folded, skipped, cancelled.
    waits_for, of a held run: person, approval, repair; of an asking one: late, old, brake.
    """

    id: int
    publication: str
    slot: str
    slot_at: datetime
    fires_at: datetime
    moved_why: str
    state: str
    late: bool
    waits_for: str
    reason: str
    issue_id: int | None
    head_count: int
    opened_at: datetime | None
    closed_at: datetime | None
    created_at: datetime

    @property
    def is_nominal(self) -> bool:
        """Whether its slot is the schedule's, not made by hand or by an alert."""
        return not (self.is_by_hand or self.is_alert)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person made it, at a moment of their own."""
        return self.slot.startswith(BY_HAND)

    @property
    def is_alert(self) -> bool:
        """Whether it is that of one alert, made when the alert was approved."""
        return self.slot.startswith(ALERT)


def read(conn: Connection, run_id: int) -> Run | None:
    """The run with this id, or None."""
    row = conn.execute(select(runs).where(runs.c.id == run_id)).first()
    return None if row is None else _run(row)


def of_slot(conn: Connection, publication: str, slot: str) -> Run | None:
    """The run of a publication's slot, or None."""
    wanted = (runs.c.publication == publication) & (runs.c.slot == slot)
    row = conn.execute(select(runs).where(wanted)).first()
    return None if row is None else _run(row)


def all_runs(
    conn: Connection,
    *,
    publication: str | None = None,
    states: Collection[str] = (),
    after: datetime | None = None,
) -> list[Run]:
    """Runs by the moment they fire: of one publication, in some states, after a moment, where given."""
    query = select(runs).order_by(runs.c.fires_at, runs.c.slot_at, runs.c.id)
    if publication is not None:
        query = query.where(runs.c.publication == publication)
    if states:
        query = query.where(runs.c.state.in_(states))
    if after is not None:
        query = query.where(runs.c.fires_at > after)
    return [_run(row) for row in conn.execute(query)]


def last_slot(conn: Connection, publication: str, *, now: datetime) -> datetime | None:
    """The instant of the last slot of the schedule, at `now` or before, that has a row; None if none has."""
    found: datetime | None = conn.execute(
        select(func.max(runs.c.slot_at)).where(
            runs.c.publication == publication,
            runs.c.slot_at <= now,
            runs.c.slot.not_like(f"{BY_HAND}%"),
            runs.c.slot.not_like(f"{ALERT}%"),
        )
    ).scalar()
    return found


def put(
    conn: Connection,
    *,
    publication: str,
    slot: str,
    slot_at: datetime,
    fires_at: datetime,
    moved_why: str = "",
    issue_id: int | None = None,
    now: datetime,
) -> Run | None:
    """Insert the row of a slot; None if it is there already: whoever inserts it does it."""
    row = conn.execute(
        insert_once(conn, runs)
        .values(
            publication=publication,
            slot=slot,
            slot_at=slot_at,
            fires_at=fires_at,
            moved_why=moved_why,
            state="planned",
            issue_id=issue_id,
            created_at=now,
        )
        .returning(runs)
    ).first()
    return None if row is None else _run(row)


def step(
    conn: Connection,
    run: Run,
    state: str,
    *,
    of: Collection[str],
    by: str,
    reason: str = "",
    waits_for: str = "",
    now: datetime,
    **stamps: Any,
) -> bool:
    """Change a run's state if it is in one of `of`, and note who did it and why; whether this call did it."""
    changed = conn.execute(
        update(runs)
        .where(runs.c.id == run.id, runs.c.state.in_(of))
        .values(state=state, reason=reason, waits_for=waits_for, **stamps)
    )
    if changed.rowcount != 1:
        return False
    note(conn, run.id, state, by=by, reason=reason, now=now)
    return True


def claim(conn: Connection, run: Run, *, now: datetime) -> bool:
    """Take a planned or held run for opening; only one caller ever gets True."""
    taken = conn.execute(
        update(runs)
        .where(runs.c.id == run.id, runs.c.state.in_(("planned", "held")))
        .values(state="sending", opened_at=now)
    )
    return taken.rowcount == 1


def mark_late(conn: Connection, run: Run) -> None:
    """Record that a run is late."""
    conn.execute(update(runs).where(runs.c.id == run.id, runs.c.late.is_(False)).values(late=True))


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        publication=row.publication,
        slot=row.slot,
        slot_at=row.slot_at,
        fires_at=row.fires_at,
        moved_why=row.moved_why,
        state=row.state,
        late=row.late,
        waits_for=row.waits_for,
        reason=row.reason,
        issue_id=row.issue_id,
        head_count=row.head_count,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        created_at=row.created_at,
    )
