"""SQL: stop writing to an address altogether, because it is dead or its person called our mail spam."""

from datetime import datetime

from sqlalchemy import Connection, select

from subscribers.leaving import ENDED, leave
from subscribers.suppression import EVERYTHING, suppress
from subscribers.tables import subscriber, subscription


def stop(conn: Connection, subscriber_id: int, *, reason: str, now: datetime) -> int:
    """End every living subscription of a person and suppress the address; how many were ended.

    reason: bounced or complained. Doing it again ends nothing more.
    """
    living = select(subscription.c.id).where(
        subscription.c.subscriber_id == subscriber_id, subscription.c.state != ENDED
    )
    ended = [leave(conn, found, reason=reason, now=now) for found in conn.scalars(living).all()]
    key = conn.scalar(select(subscriber.c.address_key).where(subscriber.c.id == subscriber_id))
    if key is not None:
        suppress(conn, key, EVERYTHING, reason, now)
    return len(ended)
