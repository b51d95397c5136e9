"""SQL: leave a publication; from then on its address gets nothing more of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from subscribers.suppression import suppress
from subscribers.tables import subscriber, subscription

ENDED = "ended"
REASONS = ("left", "complained", "bounced", "by-office", "erased", "replaced")


@dataclass(frozen=True)
class Left:
    """A subscription that is over: when, why, and whether it was over before this was asked."""

    subscription_id: int
    subscriber_id: int
    publication: str
    ended_at: datetime
    reason: str
    already: bool


def leave(conn: Connection, subscription_id: int, *, reason: str, now: datetime) -> Left | None:
    """End a subscription and suppress its address for that publication; None when there is no such one.

    Doing it again changes nothing and says `already`. An ended subscription is never reopened.
    reason: one of REASONS, else ValueError. What is queued for the person is stopped by the ledger,
    which asks for both before each message.
    """
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is no reason for an end")
    ended = conn.execute(
        update(subscription)
        .where(subscription.c.id == subscription_id, subscription.c.state != ENDED)
        .values(state=ENDED, ended_reason=reason, ended_at=now)
    )
    row = conn.execute(
        select(subscription, subscriber.c.address_key)
        .join_from(subscription, subscriber)
        .where(subscription.c.id == subscription_id)
    ).one_or_none()
    if row is None:
        return None
    if row.address_key is not None and row.ended_reason != "replaced":
        suppress(conn, row.address_key, row.publication, row.ended_reason, now)
    return Left(
        row.id, row.subscriber_id, row.publication, row.ended_at, row.ended_reason, ended.rowcount == 0
    )
