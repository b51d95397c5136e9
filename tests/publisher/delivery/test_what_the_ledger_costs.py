"""What a long run must not cost: sorting it again at each claim, or touching every index at each step."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from publisher.delivery.ledger import claim as claiming
from publisher.delivery.ledger.claim import Wanted, claim
from publisher.delivery.ledger.reap import Reaped, reap
from publisher.delivery.ledger.rows import moment
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from publisher.jobs.sweep import sweep
from tests.support.databases import sqlite
from tests.support.ledgers import letterhead, open_run, opened, readers

TIMING = Timing()


def states(conn: Connection) -> list[str]:
    return list(conn.execute(text("SELECT state FROM delivery ORDER BY id")).scalars())


def test_a_claim_takes_the_first_of_the_index_and_sorts_nothing(tmp_path: Path, now: datetime) -> None:
    with sqlite(tmp_path) as engine:
        opened(engine, 10)
        statement = claiming._choosing(claiming._due(service=False, batch=False, deaths=0))
        given = {"run": 1, "now": "2099-01-01", "limit": 5}
        with engine.begin() as conn:
            plan = [row.detail for row in conn.execute(text(f"EXPLAIN QUERY PLAN {statement.text}"), given)]
    assert any("ix_delivery_due" in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan), plan


def test_the_oldest_due_are_claimed_first(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        readers(conn, 6)
        open_run(conn, now, batch_size=10)
        conn.execute(text("UPDATE delivery SET next_due = :at WHERE id > 3"), {"at": _raw(conn, now)})
        earlier = _raw(conn, now - timedelta(hours=1))
        conn.execute(text("UPDATE delivery SET next_due = :at WHERE id = 5"), {"at": earlier})
        conn.execute(
            text("UPDATE delivery SET next_due = :at WHERE id <= 3"),
            {"at": _raw(conn, now + timedelta(hours=1))},
        )
        found = claim(conn, "w", 2, Wanted(), timing=TIMING, now=now, alone=False)
        assert [one.id for one in found.claims] == [5, 4]
        assert [one.token for one in found.claims] == [1, 1]


@pytest.mark.postgresql
def test_postgresql_writes_a_delivery_anew_in_its_own_page(queue: Engine, tmp_path: Path) -> None:
    opened(queue, 1_000)
    post(queue, Outbox(tmp_path / "outbox"), letterhead())
    queue.dispose()  # a connection tells its statistics when it ends
    query = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'delivery'"
    with queue.begin() as conn:
        written, in_place = conn.execute(text(query)).one()
    assert written >= 3_000
    assert in_place > 0.7 * written


@pytest.mark.postgresql
def test_a_worker_looks_after_the_silent_ones_of_its_own_batch(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        run_id = _fell_silent(conn, now)
        mine = Wanted(run_id, 1)
        assert reap(conn, timing=TIMING, parking=(), now=now, wanted=mine) == Reaped(1, 1, 0, 0)
        assert states(conn) == ["leased", "in_flight", "queued", "uncertain"]
        assert reap(conn, timing=TIMING, parking=(), now=now) == Reaped(1, 1, 0, 0)
        assert states(conn) == ["queued", "uncertain", "queued", "uncertain"]


@pytest.mark.postgresql
def test_what_silent_workers_left_of_a_run_that_was_stopped_is_swept_up(queue: Engine, now: datetime) -> None:
    """No job looks after such a run any more."""
    with queue.begin() as conn:
        run_id = _fell_silent(conn, now)
        sweep(conn, timing=TIMING, now=now)
        assert states(conn) == ["leased", "in_flight"] * 2, "a run that is sending has jobs"
        conn.execute(text("UPDATE run SET state = 'paused' WHERE id = :id"), {"id": run_id})
        sweep(conn, timing=TIMING, now=now)
        assert states(conn) == ["queued", "uncertain"] * 2


@pytest.mark.postgresql
def test_a_cancelled_run_is_cleared_of_what_silent_workers_left(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        run_id = _fell_silent(conn, now)
        conn.execute(
            text("UPDATE run SET state = 'cancelled', closed_at = :now WHERE id = :id"),
            {"id": run_id, "now": now},
        )
        sweep(conn, timing=TIMING, now=now)
        sweep(conn, timing=TIMING, now=now + TIMING.reply + TIMING.grace + timedelta(minutes=1))
        assert states(conn) == ["cancelled", "parked"] * 2


def _fell_silent(conn: Connection, now: datetime) -> int:
    """A run of two batches, each with a letter leased and one in flight, whose worker said no more."""
    readers(conn, 4)
    run_id = open_run(conn, now - timedelta(minutes=5), batch_size=2)
    over = {"over": now - timedelta(minutes=2), "at": now - timedelta(minutes=3)}
    conn.execute(text("UPDATE delivery SET worker = 'w', token = 1, lease_until = :over"), over)
    conn.execute(text("UPDATE delivery SET state = 'leased' WHERE id % 2 = 1"))
    conn.execute(text("UPDATE delivery SET state = 'in_flight', intent_at = :at WHERE id % 2 = 0"), over)
    return run_id


def _raw(conn: Connection, at: datetime) -> str:
    return moment(conn, at)
