"""Several workers on one run: killed, frozen, cut off from the database, told to end; nothing lost or doubled."""

import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.publisher.jobs.conftest import opened_with_jobs
from tests.support.crew import complete, wait_for, who_sent, workers
from tests.support.ledgers import SHORT
from tests.support.reconciler import reconcile
from tests.support.sink import Sink

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
READERS = 2_000


def test_two_workers_share_a_run_and_nobody_gets_it_twice(queue: Engine, tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, workers(queue, sink, 2):
        run_id = opened_with_jobs(queue, READERS)
        wait_for(lambda: complete(queue, run_id))
        found = reconcile(queue, sink.log)
    assert found.none and found.duplicates == 0
    assert len(who_sent(queue)) == 2


def test_a_worker_killed_is_taken_over_from(queue: Engine, tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, workers(queue, sink, 2) as (first, _):
        run_id = opened_with_jobs(queue, READERS)
        wait_for(lambda: str(first.pid) in who_sent(queue) and len(sink.log) > READERS // 4)
        first.kill()
        wait_for(lambda: complete(queue, run_id))
        found = reconcile(queue, sink.log)
    assert found.none and found.uncertain <= 4


def test_a_frozen_worker_wakes_up_fenced(queue: Engine, tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, workers(queue, sink, 2) as (first, _):
        run_id = opened_with_jobs(queue, READERS)
        wait_for(lambda: str(first.pid) in who_sent(queue) and len(sink.log) > READERS // 4)
        first.send_signal(signal.SIGSTOP)
        time.sleep(2 * SHORT.lease.total_seconds())
        first.send_signal(signal.SIGCONT)
        wait_for(lambda: complete(queue, run_id))
        found = reconcile(queue, sink.log)
        assert first.poll() is None, "it goes on"
    assert found.none and found.uncertain <= 4


def test_a_database_that_restarts_is_waited_for(queue: Engine, tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, workers(queue, sink, 2) as both:
        run_id = opened_with_jobs(queue, READERS)
        for share in (5, 2):
            wait_for(lambda share=share: len(sink.log) > READERS // share)  # type: ignore[misc]
            _cut_everybody_off(queue)
        wait_for(lambda: complete(queue, run_id))
        found = reconcile(queue, sink.log)
        assert [worker.poll() for worker in both] == [None, None]
    assert found.none and found.duplicates == 0


def test_a_worker_told_to_end_finishes_its_dots_and_no_more(queue: Engine, tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, workers(queue, sink, 1) as (worker,):
        run_id = opened_with_jobs(queue, READERS)
        wait_for(lambda: len(sink.log) > 100)
        started = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
        assert time.monotonic() - started < 5
        assert not complete(queue, run_id)
        with queue.begin() as conn:
            rows = conn.execute(text("SELECT state, COUNT(*) FROM delivery GROUP BY state")).all()
        assert {row[0] for row in rows} == {"accepted", "queued"}
        with workers(queue, sink, 1):
            wait_for(lambda: complete(queue, run_id))
        found = reconcile(queue, sink.log)
    assert found.none and found.uncertain == 0


def _cut_everybody_off(engine: Engine) -> None:
    """What a restart of the server does to whoever is connected."""
    with engine.begin() as conn:
        conn.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
