"""A letter that waits for leave to go when something happened to its reader, its run or its bytes: it does not go."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from publisher.delivery.ledger.claim import Wanted
from publisher.delivery.ledger.nouns import Claim, Intent
from publisher.delivery.ledger.page import Clerk, Page, write
from tests.support.ledgers import SHORT, open_run, readers

CLERK = Clerk("here:1:a", Wanted(), SHORT, ())
HAPPENED = {
    "its run was cancelled": ("UPDATE run SET state = 'cancelled'", "cancelled"),
    "its run was paused": ("UPDATE run SET state = 'paused'", "queued"),
    "its reader left": ("UPDATE subscription SET state = 'ended', ended_at = created_at", "suppressed"),
    "its bytes differ": ("UPDATE delivery SET body_hash = 'other'", "poisoned"),
    "its lease is over": ("UPDATE delivery SET lease_until = next_due", "queued"),
}


def asked(claim: Claim) -> Intent:
    return Intent(claim.id, claim.token, claim.address, "", f"{claim.id}@here", "hash", "address", "weekly")


def claimed(conn: Connection, now: datetime) -> list[Intent]:
    readers(conn, 3)
    open_run(conn, now)
    return [asked(claim) for claim in write(conn, CLERK, Page(now, claim=3, alone=True)).claims]


@pytest.mark.parametrize("what", HAPPENED)
def test_what_happened_before_the_intent_keeps_the_letter_here(
    what: str, engine: Engine, now: datetime
) -> None:
    """F-A1's neighbour: leave is refused on both databases alike."""
    happened, state = HAPPENED[what]
    with engine.begin() as conn:
        intents = claimed(conn, now)
        conn.execute(text(happened))
    with engine.begin() as conn:
        written = write(conn, CLERK, Page(now + timedelta(seconds=1), intents=intents))
        states = conn.scalars(text("SELECT state FROM delivery")).all()
        told = conn.scalars(text("SELECT outcome FROM attempt")).all()
    assert written.granted == frozenset()
    assert set(states) == {state}
    assert list(told) == ([] if state == "queued" else [state] * 3)
