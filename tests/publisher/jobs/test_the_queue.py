"""Jobs come and go with the transaction that owes; what got lost is found by what the ledger says."""

import asyncio
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from publisher.delivery.batches import Batch, owing
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.service import owe
from publisher.delivery.transports.outbox import Outbox
from publisher.jobs.postroom import Postroom
from publisher.jobs.queue import defer, lock_of, under_way, waiting
from publisher.jobs.sweep import sweep
from publisher.jobs.tasks import Pace, Shift, retry_stalled, tasks
from tests.support.ledgers import letterhead, open_run, readers

TIMING = Timing()


pytestmark = pytest.mark.postgresql


def jobs(conn: Connection) -> dict[str, datetime | None]:
    """The waiting jobs and when they may start."""
    return {name: row["scheduled_at"] for name, row in waiting(conn).items()}


def run_of(conn: Connection, now: datetime, count: int = 10, batch_size: int = 4) -> int:
    readers(conn, count)
    return open_run(conn, now, batch_size=batch_size)


def test_a_job_that_was_rolled_back_never_was(queue: Engine, now: datetime) -> None:
    with queue.connect() as conn, conn.begin() as undone:
        run_id = run_of(conn, now)
        defer(conn, [Batch(run_id, number, now) for number in range(3)], now=now)
        assert len(jobs(conn)) == 3
        undone.rollback()
    with queue.begin() as conn:
        assert jobs(conn) == {}
        assert conn.execute(text("SELECT COUNT(*) FROM delivery")).scalar_one() == 0


def test_a_batch_has_one_job_however_often_it_is_asked_for(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        first = [Batch(1, 0, now), Batch(1, 1, now)]
        assert defer(conn, first, now=now) == 2
        assert defer(conn, [*first, Batch(1, 2, now)], now=now) == 1
        assert sorted(jobs(conn)) == ["run 1 batch 0", "run 1 batch 1", "run 1 batch 2"]


def test_a_job_lost_is_made_again_and_only_once(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        run_id = run_of(conn, now)
        assert sweep(conn, timing=TIMING, now=now) == 3
        assert sweep(conn, timing=TIMING, now=now) == 0
        conn.execute(text("DELETE FROM procrastinate_jobs WHERE queueing_lock LIKE '%batch 1'"))
        assert sweep(conn, timing=TIMING, now=now) == 1
        assert set(jobs(conn)) == {f"run {run_id} batch {number}" for number in range(3)}


def test_a_batch_put_off_is_looked_at_when_the_first_of_it_is_due(queue: Engine, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    with queue.begin() as conn:
        run_of(conn, now, batch_size=10)
        conn.execute(text("UPDATE delivery SET state = 'deferred', next_due = :at"), {"at": later})
        conn.execute(text("UPDATE delivery SET next_due = :at WHERE id > 3"), {"at": later + TIMING.lease})
        sweep(conn, timing=TIMING, now=now)
        assert list(jobs(conn).values()) == [later]


def test_a_job_for_later_is_brought_forward_when_a_person_sends_again(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        run_id = run_of(conn, now, batch_size=10)
        defer(conn, [Batch(run_id, 0, now + timedelta(hours=1))], now=now)
        assert sweep(conn, timing=TIMING, now=now) == 1
        assert list(jobs(conn).values()) == [None]


def test_a_job_in_hand_is_trusted_for_some_minutes_and_no_more(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        run_of(conn, now, batch_size=10)
        sweep(conn, timing=TIMING, now=now)
        conn.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        assert sweep(conn, timing=TIMING, now=now + timedelta(minutes=4)) == 0
        assert sweep(conn, timing=TIMING, now=now + timedelta(minutes=6)) == 1
        assert sweep(conn, timing=TIMING, now=now + timedelta(minutes=6)) == 0


def test_jobs_of_dead_workers_go_back_and_one_stands_for_two(
    queue: Engine, now: datetime, tmp_path: Path
) -> None:
    with queue.begin() as conn:
        defer(conn, [Batch(1, 0, now), Batch(1, 1, now)], now=now)
        conn.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        defer(conn, [Batch(1, 1, now)], now=now)
    room = Postroom(queue, Outbox(tmp_path / "outbox"), letterhead())

    async def sweep_once() -> None:
        async with tasks(room, Shift(threading.Event()), Pace()).open_async() as app:
            await retry_stalled(app, Pace())

    asyncio.run(sweep_once())
    with queue.begin() as conn:
        assert sorted(jobs(conn)) == ["run 1 batch 0", "run 1 batch 1"]
        assert under_way(conn) == frozenset()


def test_service_mails_get_a_job_before_any_issue(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        run_of(conn, now, batch_size=10)
        owe(conn, "key", "confirm", "ann@example.org", "Please confirm", "", "Confirm", now)
        sweep(conn, timing=TIMING, now=now)
        found = sorted(waiting(conn).values(), key=lambda row: -int(row["priority"]))
        assert found[0]["queueing_lock"] == "service mails"


def test_a_run_that_was_paused_gets_no_jobs_until_it_goes_on(queue: Engine, now: datetime) -> None:
    with queue.begin() as conn:
        run_of(conn, now)
        conn.execute(text("UPDATE run SET state = 'paused'"))
        assert sweep(conn, timing=TIMING, now=now) == 0
        conn.execute(text("UPDATE run SET state = 'sending'"))
        assert sweep(conn, timing=TIMING, now=now) == 3


def test_a_run_that_was_cancelled_gets_no_jobs_and_nothing_of_it_stays_owed(
    queue: Engine, now: datetime
) -> None:
    with queue.begin() as conn:
        run_of(conn, now)
        conn.execute(text("UPDATE run SET state = 'cancelled'"))
        assert sweep(conn, timing=TIMING, now=now) == 0
        assert set(conn.scalars(text("SELECT state FROM delivery"))) == {"cancelled"}


def test_what_is_owed_is_told_by_batch_with_the_moment_of_the_next_look(
    engine: Engine, now: datetime
) -> None:
    lease, doubt = now + timedelta(seconds=40), now - timedelta(seconds=5)
    states = {1: "'leased', lease_until = :lease", 2: "'uncertain', intent_at = :doubt", 3: "'accepted'"}
    with engine.begin() as conn:
        run_id = run_of(conn, now, count=4, batch_size=1)
        for batch, state in states.items():
            conn.execute(
                text(f"UPDATE delivery SET state = {state} WHERE batch = :batch").bindparams(  # noqa: S608 - words of this test
                    **({"lease": lease} if ":lease" in state else {}),
                    **({"doubt": doubt} if ":doubt" in state else {}),
                    batch=batch,
                )
            )
        found = sorted(owing(conn, timing=TIMING), key=lambda one: one.number)
        assert [lock_of(one) for one in found] == [f"run {run_id} batch {number}" for number in range(3)]
        assert [one.look_at for one in found] == [now, lease, doubt + TIMING.reply + TIMING.grace]
        assert owing(conn, timing=TIMING, run_id=run_id, number=1) == [found[1]]
