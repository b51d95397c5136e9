"""SQL: a report becomes events beside its delivery, once; each takes effect when the delivery has ended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from publisher.delivery.feedback.effects import take_effect
from publisher.delivery.feedback.report import Finding, Kind, Report
from publisher.delivery.feedback.whose import delivery_of
from publisher.delivery.ledger.states import DOUBT, TERMINAL
from publisher.links import Links
from publisher.store.tables import delivery, event
from subscribers.once import insert_once

MOST_WAITING = 1000


@dataclass(frozen=True)
class Heard:
    """What became of one finding. effect: a sentence."""

    kind: Kind
    delivery_id: int | None
    effect: str


def hear(conn: Connection, links: Links, report: Report, *, now: datetime) -> list[Heard]:
    """Record a report and let it take effect. The caller owns the transaction.

    A second copy of the same report changes nothing. A report nobody signed for is kept, and touches nobody.
    """
    owner = delivery_of(conn, links, report)
    return [
        hear_of(conn, report.source, f"{report.external_id[:190]}#{place}", finding, owner, now=now)
        for place, finding in enumerate(report.findings)
    ]


def hear_of(
    conn: Connection, source: str, external_id: str, finding: Finding, owner: int | None, *, now: datetime
) -> Heard:
    """Record one finding about one delivery under its key, and let it take effect, once."""
    event_id = _record(conn, source, external_id, finding, owner, now)
    if event_id is None:
        return Heard(finding.kind, owner, "Nothing was done: this was heard before.")
    if owner is None:
        _applied(conn, event_id, now)
        return Heard(finding.kind, None, "Nothing was done: this is about no mail of ours.")
    return Heard(finding.kind, owner, _apply(conn, event_id, finding.kind, owner, now))


def apply_waiting(conn: Connection, *, now: datetime) -> int:
    """Let events take effect whose deliveries have ended since; how many did."""
    waiting = (
        select(event.c.id, event.c.kind, event.c.delivery_id)
        .join_from(event, delivery, event.c.delivery_id == delivery.c.id)
        .where(event.c.applied_at.is_(None), delivery.c.state.in_(TERMINAL))
        .order_by(event.c.id)
        .limit(MOST_WAITING)
    )
    found = conn.execute(waiting).all()
    for row in found:
        _apply(conn, row.id, Kind(row.kind), row.delivery_id, now)
    return len(found)


def _record(
    conn: Connection, source: str, external_id: str, finding: Finding, owner: int | None, now: datetime
) -> int | None:
    detail = {"recipient": finding.recipient, "diagnostic": finding.diagnostic}
    made: int | None = conn.scalar(
        insert_once(conn, event)
        .values(
            source=source,
            external_id=external_id,
            delivery_id=owner,
            kind=finding.kind,
            code=finding.status[:12] or None,
            detail=detail,
            at=now,
        )
        .returning(event.c.id)
    )
    return made


def _apply(conn: Connection, event_id: int, kind: Kind, owner: int, now: datetime) -> str:
    row = conn.execute(select(delivery.c.state, delivery.c.subscriber_id).where(delivery.c.id == owner)).one()
    if row.state in DOUBT:
        # Somebody reports on it, so it was handed over: what was uncertain is so no more.
        conn.execute(update(delivery).where(delivery.c.id == owner).values(state="accepted", settled_at=now))
    elif row.state not in TERMINAL:
        return "It waits until its delivery has ended."
    _applied(conn, event_id, now)
    if row.subscriber_id is None:
        return "It is about a service mail, and kept for the office."
    return take_effect(conn, kind, row.subscriber_id, now=now)


def _applied(conn: Connection, event_id: int, now: datetime) -> None:
    conn.execute(update(event).where(event.c.id == event_id).values(applied_at=now))
