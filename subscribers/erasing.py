"""SQL: erase a person on request, keeping only a keyed hash that keeps them out (UK GDPR 17, 21)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from subscribers.leaving import leave
from subscribers.people import find, living
from subscribers.suppression import EVERYTHING, suppress
from subscribers.tables import subscriber


@dataclass(frozen=True)
class Erased:
    """A subscriber of whom nothing personal is left, and how many subscriptions that ended."""

    subscriber_id: int
    ended: int


def erase(conn: Connection, address: str, *, now: datetime) -> Erased | None:
    """End everything, forget address, name, organisation and role; None when nobody has this address.

    Dates, publications and the evidence of consent stay without a name. The ledger's copy of the
    address is forgotten by the delivery room.
    """
    subscriber_id = find(conn, address)
    if subscriber_id is None:
        return None
    subscriptions = living(conn, subscriber_id)
    for subscription_id in subscriptions.values():
        leave(conn, subscription_id, reason="erased", now=now)
    key = conn.scalars(select(subscriber.c.address_key).where(subscriber.c.id == subscriber_id)).one()
    suppress(conn, key, EVERYTHING, "erased", now)
    conn.execute(
        update(subscriber)
        .where(subscriber.c.id == subscriber_id)
        .values(address=None, address_key=None, name="", organisation="", role="", erased_at=now)
    )
    return Erased(subscriber_id, len(subscriptions))
