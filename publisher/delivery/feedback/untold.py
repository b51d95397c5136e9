"""SQL: what came back since the office was last told that no rule answers: our own faults, and riddles."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from publisher.delivery.feedback.report import Kind
from publisher.store.tables import event, service_mail

ONCE_IN = timedelta(days=1)
GATHERING = timedelta(minutes=15)
FARTHEST_BACK = timedelta(days=7)
MOST_CODES = 10


@dataclass(frozen=True)
class Refusals:
    """How often one code came back, and what one server said with it. code: RFC 3463's, or empty."""

    code: str
    count: int
    said: str


@dataclass(frozen=True)
class Untold:
    """What came back since a moment: refusals that are ours to mend, most first; riddles about our mails."""

    since: datetime
    refusals: tuple[Refusals, ...]
    riddles: int


def untold(conn: Connection, told_as: str, *, now: datetime) -> Untold | None:
    """What the office is to be told now, or None: nothing came, it is still coming, or it was told today.

    told_as: the kind of the service mail that tells it; its latest says since when.
    """
    last: datetime | None = conn.scalar(
        select(func.max(service_mail.c.made_at)).where(service_mail.c.kind == told_as)
    )
    if last is not None and now - last < ONCE_IN:
        return None
    since = max(last or now - FARTHEST_BACK, now - FARTHEST_BACK)
    # A report about no mail of ours is somebody's spam, and nobody's work.
    ours = event.c.kind.in_([Kind.POLICY, Kind.UNKNOWN]) & event.c.delivery_id.is_not(None)
    rows = conn.execute(
        select(
            event.c.kind,
            event.c.code,
            func.count().label("times"),
            func.min(event.c.at).label("first"),
            func.max(event.c.id).label("latest"),
        )
        .where(event.c.at > since, ours)
        .group_by(event.c.kind, event.c.code)
        .order_by(func.count().desc())
    ).all()
    if not rows or now - min(row.first for row in rows) < GATHERING:
        return None
    refusals = tuple(
        Refusals(row.code or "", row.times, _said(conn, row.latest))
        for row in rows
        if row.kind == Kind.POLICY
    )
    riddles = sum(row.times for row in rows if row.kind == Kind.UNKNOWN)
    return Untold(min(row.first for row in rows), refusals[:MOST_CODES], riddles)


def _said(conn: Connection, number: int) -> str:
    detail = conn.scalar(select(event.c.detail).where(event.c.id == number))
    return str((detail or {}).get("diagnostic", ""))[:300]
