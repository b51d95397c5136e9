"""SQL: refusals heard during SMTP become events too, judged by the same table as a later report."""

from datetime import datetime

from sqlalchemy import Connection, select, text

from publisher.delivery.feedback.hearing import Heard, hear_of
from publisher.delivery.feedback.report import Finding
from publisher.delivery.feedback.status import kind_of_refusal, status_in
from publisher.store.tables import delivery, event

MOST_AT_ONCE = 1000
SOURCE = "smtp"


def hear_refusals(conn: Connection, *, now: datetime) -> list[Heard]:
    """One event for each rejected delivery that has none yet; at most 1000 at once."""
    known = select(event.c.id).where(event.c.delivery_id == delivery.c.id, event.c.source == SOURCE)
    # Spelt out, because a database takes an index of some rows only where it sees that these are among them:
    # SQLite has one of deliveries, PostgreSQL of attempts.
    refused = text(
        "delivery.state = 'rejected' AND EXISTS (SELECT 1 FROM attempt a"
        " WHERE a.delivery_id = delivery.id AND a.outcome = 'rejected')"
    )
    fresh = (
        select(delivery.c.id, delivery.c.last_code, delivery.c.last_text)
        .where(refused, delivery.c.subscriber_id.is_not(None), ~known.exists())
        .order_by(delivery.c.id)
        .limit(MOST_AT_ONCE)
    )
    heard = []
    for row in conn.execute(fresh).all():
        code, said = row.last_code or "", row.last_text or ""
        finding = Finding(kind_of_refusal(code, said), status=status_in(f"{code} {said}"), diagnostic=said)
        heard.append(hear_of(conn, SOURCE, f"delivery {row.id}", finding, row.id, now=now))
    return heard
