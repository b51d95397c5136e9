"""SQL: what a personal link is about: the subscription's publication, and whether it is over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from subscribers.tables import subscription


@dataclass(frozen=True)
class Known:
    """A subscription as its leaving page may show it: nothing that tells whose it is."""

    id: int
    publication: str
    ended_at: datetime | None


def known(conn: Connection, subscription_id: int) -> Known | None:
    """The subscription with this id, or None."""
    row = conn.execute(select(subscription).where(subscription.c.id == subscription_id)).one_or_none()
    return Known(row.id, row.publication, row.ended_at) if row else None
