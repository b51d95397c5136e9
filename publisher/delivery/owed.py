"""SQL: how many messages are due to be tried now."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from publisher.delivery.ledger.states import DUE
from publisher.store.tables import delivery, run


def count_owed(conn: Connection, *, now: datetime) -> int:
    """Deliveries, service mails included, whose next try has come."""
    sending = select(run.c.id).where(run.c.state == "sending")
    due = select(func.count()).where(
        delivery.c.state.in_(DUE),
        delivery.c.next_due <= now,
        delivery.c.run_id.is_(None) | delivery.c.run_id.in_(sending),
    )
    return conn.execute(due).scalar_one()
