"""SQL: what happened to runs: each step and each word of a person, with who, when and why."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from publisher.issues.approval import CLOCK
from publisher.store.tables import run_event


def note(conn: Connection, run_id: int, what: str, *, by: str, reason: str = "", now: datetime) -> None:
    """Add a line to what happened to a run."""
    conn.execute(insert(run_event).values(run_id=run_id, at=now, by=by, what=what[:24], reason=reason))


def events(conn: Connection, run_id: int) -> list[tuple[datetime, str, str, str]]:
    """What happened to a run: when (UTC), by whom, what, why; oldest first."""
    rows = conn.execute(select(run_event).where(run_event.c.run_id == run_id).order_by(run_event.c.id))
    return [(row.at, row.by, row.what, row.reason) for row in rows]


def touched_by_people(conn: Connection, run_id: int) -> bool:
    """Whether a person ever moved, held, skipped or answered this run."""
    return any(by != CLOCK for _, by, _, _ in events(conn, run_id))
