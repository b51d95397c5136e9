"""SQL: what a person may do with deliveries: cancel, send failed ones again, decide parked ones."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, update

from publisher.delivery.ledger.states import DUE, RESENDABLE
from publisher.store.tables import delivery


def cancel(conn: Connection, run_id: int, *, now: datetime) -> int:
    """Cancel what no worker holds of a run, and park what is uncertain; return how many were cancelled.

    What is leased is cancelled at its intent; what is in flight ends by itself.
    """
    uncertain = (delivery.c.run_id == run_id) & (delivery.c.state == "uncertain")
    conn.execute(update(delivery).where(uncertain).values(state="parked"))
    waiting = (delivery.c.run_id == run_id) & delivery.c.state.in_(DUE)
    return conn.execute(update(delivery).where(waiting).values(state="cancelled", settled_at=now)).rowcount


def resend_failed(conn: Connection, run_id: int, *, life_until: datetime, now: datetime) -> int:
    """Owe rejected, expired and poisoned deliveries of a run again, on the same rows with the same ids."""
    failed = (delivery.c.run_id == run_id) & delivery.c.state.in_(RESENDABLE)
    again = {
        "state": "queued",
        "next_due": now,
        "life_until": life_until,
        "attempts": 0,
        "deaths": 0,
        "settled_at": None,
    }
    return conn.execute(update(delivery).where(failed).values(**again)).rowcount


def decide(
    conn: Connection, delivery_id: int, verdict: Literal["queued", "accepted", "cancelled"], *, now: datetime
) -> bool:
    """A person decides a parked delivery: send it again, take it as sent, or drop it. False: not parked."""
    parked = (delivery.c.id == delivery_id) & (delivery.c.state == "parked")
    settled = None if verdict == "queued" else now
    return (
        conn.execute(
            update(delivery).where(parked).values(state=verdict, next_due=now, settled_at=settled)
        ).rowcount
        == 1
    )
