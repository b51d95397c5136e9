"""Whoever is erased is in the books as a number, and by no name."""

from datetime import datetime

from sqlalchemy import Engine, insert, select

from publisher.delivery.forgetting import forget
from publisher.store.tables import attempt, delivery, event, subscriber


def test_the_ledger_forgets_the_erased_and_nobody_else(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        for name in ("ann", "bob"):
            person = conn.execute(
                insert(subscriber)
                .values(address=f"{name}@example.org", address_key=f"{name}@example.org", created_at=now)
                .returning(subscriber.c.id)
            ).scalar_one()
            owed = conn.execute(
                insert(delivery)
                .values(
                    subscriber_id=person,
                    state="accepted",
                    next_due=now,
                    life_until=now,
                    address=f"{name}@example.org",
                    name=name,
                    last_code="250",
                    last_text=f"<{name}@example.org> taken",
                )
                .returning(delivery.c.id)
            ).scalar_one()
            conn.execute(
                insert(attempt).values(
                    delivery_id=owed,
                    n=1,
                    worker="w",
                    started_at=now,
                    ended_at=now,
                    outcome="accepted",
                    text=name,
                )
            )
            conn.execute(
                insert(event).values(
                    source="dsn",
                    external_id=name,
                    delivery_id=owed,
                    kind="bounced",
                    detail={"of": name},
                    at=now,
                )
            )
        for _ in range(2):
            forget(
                conn,
                conn.scalars(
                    select(subscriber.c.id).where(subscriber.c.address_key == "ann@example.org")
                ).one(),
            )
        kept = conn.execute(select(delivery).order_by(delivery.c.id)).all()
        assert [(row.address, row.name, row.last_text) for row in kept] == [
            (None, None, None),
            ("bob@example.org", "bob", "<bob@example.org> taken"),
        ]
        assert [row.state for row in kept] == ["accepted", "accepted"]
        assert list(conn.scalars(select(attempt.c.text).order_by(attempt.c.delivery_id))) == [None, "bob"]
        assert list(conn.scalars(select(event.c.detail).order_by(event.c.id))) == [{}, {"of": "bob"}]
