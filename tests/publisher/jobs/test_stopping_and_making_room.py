"""How soon a worker under load ends when told to, and how soon it turns to what must not wait."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.batches import Batch
from publisher.delivery.service import owe
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay
from publisher.jobs.postroom import Postroom
from publisher.jobs.queue import defer
from publisher.jobs.work import work
from tests.publisher.jobs.opened import opened_with_jobs
from tests.support.crew import complete, wait_for, who_sent, workers
from tests.support.ledgers import letterhead, open_run
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
A_MESSAGE = 0.1
SIGNS = [
    [signal.SIGTERM],
    [signal.SIGINT],
    [signal.SIGTERM, signal.SIGTERM],
    [signal.SIGTERM],
    [signal.SIGINT],
]


def test_told_to_end_under_load_a_worker_finishes_its_dots_and_is_gone(queue: Engine, tmp_path: Path) -> None:
    """F-A7: SIGTERM, SIGINT, and one signal after the other."""
    took = []
    with Sink(tmp_path, [Trick("dot", "stall", delay=A_MESSAGE)]) as sink:
        run_id = opened_with_jobs(queue, 2_000, batch_size=200)
        with workers(queue, sink, len(SIGNS)) as crew:
            wait_for(lambda: len(who_sent(queue)) == len(SIGNS))
            for worker, signs in zip(crew, SIGNS, strict=True):
                told = time.monotonic()
                for sign in signs:
                    worker.send_signal(sign)
                assert worker.wait(10) == 0
                took.append(time.monotonic() - told)
        assert not complete(queue, run_id)
        with queue.begin() as conn:
            states = set(conn.scalars(text("SELECT state FROM delivery")))
        found = reconcile(queue, sink.log)
    assert states == {"accepted", "queued"}
    assert (found.lost, found.duplicates, found.uncertain) == (0, 0, 0)
    assert max(took) < A_MESSAGE + 1.5, took


@contextmanager
def at_work(queue: Engine, sink: Sink) -> Iterator[None]:
    """A worker with the times of every day."""
    transport = SmtpTransport([Relay("127.0.0.1", sink.port, sessions=2)], name="ours.example.org")
    ended = threading.Event()
    thread = threading.Thread(target=work, args=(Postroom(queue, transport, letterhead()), ended))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(20)
        transport.close()


def seconds_until(what: Callable[[], bool]) -> float:
    began = time.monotonic()
    wait_for(what)
    return time.monotonic() - began


def write_to(queue: Engine, name: str) -> None:
    with queue.begin() as conn:
        owe(conn, name, "confirm", f"{name}@example.org", "Please confirm", "", "Yes", datetime.now(UTC))


def alert(queue: Engine) -> int:
    """A run at once for everybody, as the clock opens it."""
    now = datetime.now(UTC)
    with queue.begin() as conn:
        run_id = open_run(conn, now, publication="weekly", batch_size=50)
        conn.execute(text("UPDATE run SET slot = 'alert 1' WHERE id = :id"), {"id": run_id})
        defer(conn, [Batch(run_id, 0, now, urgent=True)], now=now)
    return run_id


def has_sent(queue: Engine, run_id: int) -> bool:
    with queue.begin() as conn:
        sent = text("SELECT COUNT(*) FROM delivery WHERE run_id = :id AND state = 'accepted'")
        return bool(conn.execute(sent, {"id": run_id}).scalar_one())


@pytest.mark.parametrize("busy", [False, True])
def test_an_alert_and_a_letter_to_one_person_go_at_once_also_past_a_long_issue(
    busy: bool, queue: Engine, tmp_path: Path
) -> None:
    with Sink(tmp_path, [Trick("dot", "stall", delay=0.05)]) as sink, at_work(queue, sink):
        issue = opened_with_jobs(queue, 1_500 if busy else 20, batch_size=1_500)
        wait_for(lambda: has_sent(queue, issue) if busy else complete(queue, issue))
        write_to(queue, "ann")
        assert seconds_until(lambda: "ann@example.org" in {truth.recipient for truth in sink.log}) < 3
        at_once = alert(queue)
        assert seconds_until(lambda: has_sent(queue, at_once)) < 3
        write_to(queue, "bea")
        assert seconds_until(lambda: "bea@example.org" in {truth.recipient for truth in sink.log}) < 3
        assert complete(queue, issue) != busy
