"""SQL: what each kind of event does to the person it is about: one table, and the threshold for soft ones."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from publisher.delivery.feedback.report import Kind
from publisher.store.tables import delivery, event
from subscribers.stopping import stop

# A mailbox that was full or down for five issues, over two weeks at least, is taken for dead.
SOFT_ISSUES = 5
SOFT_SPAN = timedelta(days=14)
SOFT_MEMORY = timedelta(days=365)

KEPT = {
    Kind.POLICY: "Nobody is removed for this: it is ours to mend.",
    Kind.DELAYED: "Nothing was done: the mail is still on its way.",
    Kind.AUTOMATIC: "Nothing was done: this is an automatic answer.",
    Kind.DELIVERED: "Nothing was done: the mail was delivered.",
    Kind.UNKNOWN: "Nothing was done: it is kept for a person to read.",
}


def take_effect(conn: Connection, kind: Kind, subscriber_id: int, *, now: datetime) -> str:
    """Do to the person what an event of this kind does; in a sentence, what that was."""
    if kind is Kind.HARD:
        stop(conn, subscriber_id, reason="bounced", now=now)
        return "The address is dead: it is written to no more."
    if kind is Kind.COMPLAINT:
        stop(conn, subscriber_id, reason="complained", now=now)
        return "The person complained: they are written to no more."
    if kind is Kind.SOFT:
        return _count_soft(conn, subscriber_id, now)
    return KEPT[kind]


def _count_soft(conn: Connection, subscriber_id: int, now: datetime) -> str:
    since = max(now - SOFT_MEMORY, _last_success(conn, subscriber_id) or now - SOFT_MEMORY)
    counted = conn.execute(
        select(func.count(func.distinct(delivery.c.issue_id)), func.min(event.c.at))
        .join_from(event, delivery, event.c.delivery_id == delivery.c.id)
        .where(delivery.c.subscriber_id == subscriber_id, event.c.kind == Kind.SOFT, event.c.at > since)
    ).one()
    issues, first = counted[0], counted[1]
    if issues < SOFT_ISSUES or now - first < SOFT_SPAN:
        return f"Counted as temporary: {issues} of {SOFT_ISSUES} issues came back."
    stop(conn, subscriber_id, reason="bounced", now=now)
    return f"{issues} issues came back over {(now - first).days} days: the address is written to no more."


def _last_success(conn: Connection, subscriber_id: int) -> datetime | None:
    """When the newest delivery was accepted of which nothing came back."""
    came_back = select(event.c.id).where(
        event.c.delivery_id == delivery.c.id, event.c.kind.in_([Kind.SOFT, Kind.HARD])
    )
    found: datetime | None = conn.scalar(
        select(func.max(delivery.c.settled_at)).where(
            delivery.c.subscriber_id == subscriber_id, delivery.c.state == "accepted", ~came_back.exists()
        )
    )
    return found
