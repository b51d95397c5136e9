"""SQL: forget whom the ledger wrote to, once that person is erased; the sums stay."""

from sqlalchemy import Connection, select, update

from publisher.store.tables import attempt, delivery, event


def forget(conn: Connection, subscriber_id: int) -> None:
    """Take address, name and what servers said of them out of every delivery to an erased subscriber.

    States, codes and times stay, so the books balance as before. Doing it again changes nothing.
    """
    theirs = select(delivery.c.id).where(delivery.c.subscriber_id == subscriber_id)
    conn.execute(update(attempt).where(attempt.c.delivery_id.in_(theirs)).values(text=None))
    conn.execute(update(event).where(event.c.delivery_id.in_(theirs)).values(detail={}))
    conn.execute(
        update(delivery)
        .where(delivery.c.subscriber_id == subscriber_id)
        .values(address=None, name=None, last_text=None)
    )
