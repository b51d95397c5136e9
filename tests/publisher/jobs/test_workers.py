"""Several workers on one run: killed, frozen, cut off from the database, told to end; nothing lost or doubled."""

import random
import signal
import subprocess
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.service import owe
from publisher.delivery.transports.outbox import Outbox
from publisher.jobs.postroom import Postroom
from publisher.jobs.work import work
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.publisher.jobs.opened import opened_with_jobs
from tests.support.crew import command, complete, wait_for, who_sent, workers
from tests.support.ledgers import SHORT, letterhead
from tests.support.own_server import own_server
from tests.support.reconciler import reconcile
from tests.support.sink import Sink
from tests.support.workman import QUICK

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


def test_workers_killed_again_and_again_lose_nothing(queue: Engine, tmp_path: Path) -> None:
    seed = random.randrange(10_000)
    print("seed", seed)
    chance, kills = random.Random(seed), 0
    with Sink(tmp_path) as sink, workers(queue, sink, 2) as crew:
        run_id = opened_with_jobs(queue, READERS)
        while kills < 6 and not complete(queue, run_id):
            time.sleep(chance.uniform(0.2, 1.5))
            victim = chance.randrange(len(crew))
            crew[victim].kill()
            crew[victim].wait()
            crew[victim] = subprocess.Popen(command(queue, sink))
            kills += 1
        wait_for(lambda: complete(queue, run_id), 90)
        found = reconcile(queue, sink.log)
    assert found.none and found.uncertain <= 4 * kills


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


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_that_restarts_is_waited_for(mode: str, tmp_path: Path) -> None:
    with own_server() as server, Sink(tmp_path) as sink:
        engine = open_engine(server.url)
        migrate(engine)
        with workers(engine, sink, 2) as both:
            run_id = opened_with_jobs(engine, READERS)
            for share in (5, 2):
                wait_for(lambda share=share: len(sink.log) > READERS // share)  # type: ignore[misc] # a default in a lambda
                server.do("restart", mode)
            wait_for(lambda: complete(engine, run_id))
            found = reconcile(engine, sink.log)
            assert [worker.poll() for worker in both] == [None, None]
        engine.dispose()
    assert found.none and found.uncertain <= 8


def test_a_worker_told_to_end_finishes_its_dots_and_no_more(queue: Engine, tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, workers(queue, sink, 1) as (worker,):
        run_id = opened_with_jobs(queue, READERS, batch_size=READERS)
        wait_for(lambda: len(sink.log) > 100)
        worker.send_signal(signal.SIGTERM)
        sent = len(sink.log)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
        assert len(sink.log) - sent < 100
        assert not complete(queue, run_id)
        with queue.begin() as conn:
            rows = conn.execute(text("SELECT state, COUNT(*) FROM delivery GROUP BY state")).all()
        assert {row[0] for row in rows} == {"accepted", "queued"}
        with workers(queue, sink, 1):
            wait_for(lambda: complete(queue, run_id))
        found = reconcile(queue, sink.log)
    assert found.none and found.uncertain == 0


def test_letters_to_one_person_do_not_wait_for_the_end_of_a_run(queue: Engine, tmp_path: Path) -> None:
    with Sink(tmp_path) as sink, workers(queue, sink, 1):
        run_id = opened_with_jobs(queue, 8_000, batch_size=8_000)
        wait_for(lambda: len(sink.log) > 100)
        with queue.begin() as conn:
            owe(conn, "key", "confirm", "ann@example.org", "Please confirm", "", "Yes", datetime.now(UTC))
        wait_for(lambda: any(truth.recipient == "ann@example.org" for truth in sink.log))
        assert not complete(queue, run_id)


def test_serving_alone_takes_jobs_too_and_ends_when_told(queue: Engine, tmp_path: Path) -> None:
    run_id = opened_with_jobs(queue, 300, batch_size=100)
    room = Postroom(queue, Outbox(tmp_path / "outbox"), letterhead(), (), SHORT)
    ended = threading.Event()
    thread = threading.Thread(target=work, args=(room, ended, QUICK))
    thread.start()
    wait_for(lambda: complete(queue, run_id))
    ended.set()
    thread.join(10)
    assert not thread.is_alive()
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 300
    with queue.begin() as conn:
        assert conn.execute(text("SELECT COUNT(*) FROM procrastinate_workers")).scalar_one() == 0
