"""SQL: limits and health of lanes, as rows that all workers share and that outlive them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from publisher.delivery.transports.transport import Ask, Notice
from publisher.store.tables import lane


class Lane(NamedTuple):
    """How a lane fares: open, resting (until a time) or stopped (until a person has looked), and why."""

    key: str
    state: Literal["open", "resting", "stopped"]
    until: datetime | None
    reason: str


def allow(conn: Connection, asks: Sequence[Ask], *, now: datetime) -> dict[str, int]:
    """How many of the wanted letters each lane allows now, taken off its allowance.

    An allowance fills at the lane's rate up to its burst, whoever uses it; a clock set back adds nothing.
    """
    granted: dict[str, int] = {}
    for ask in sorted(asks):
        _make(conn, ask.key)
        row = conn.execute(
            select(lane.c.allowance, lane.c.counted_at).where(lane.c.key == ask.key).with_for_update()
        ).one()
        since = (now - row.counted_at).total_seconds() if row.counted_at else ask.burst / ask.per_second
        filled = min(ask.burst, row.allowance + max(0.0, since) * ask.per_second)
        granted[ask.key] = min(ask.wanted, int(filled))
        latest = max(now, row.counted_at) if row.counted_at else now
        conn.execute(
            update(lane)
            .where(lane.c.key == ask.key)
            .values(allowance=filled - granted[ask.key], counted_at=latest)
        )
    return granted


def note(conn: Connection, notices: Sequence[Notice], *, now: datetime) -> None:
    """Write down what became of lanes."""
    for notice in notices:
        _make(conn, notice.key)
        until = now + timedelta(seconds=notice.seconds) if notice.seconds else None
        conn.execute(
            update(lane)
            .where(lane.c.key == notice.key)
            .values(state=notice.state, until=until, reason=notice.reason)
        )


def lanes(conn: Connection) -> list[Lane]:
    """Every lane that was ever used, by key."""
    found = conn.execute(select(lane.c.key, lane.c.state, lane.c.until, lane.c.reason).order_by(lane.c.key))
    return [Lane._make(row) for row in found]


def _make(conn: Connection, key: str) -> None:
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    conn.execute(dialect.insert(lane).values(key=key).on_conflict_do_nothing())
