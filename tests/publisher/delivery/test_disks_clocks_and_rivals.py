"""Full disks, disks that fail, clocks that jump, many workers at once, and one that was frozen."""

import itertools
import os
import signal
import sqlite3
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError

from publisher.delivery.ledger import page, writer
from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from tests.publisher.delivery.conftest import Postroom
from tests.publisher.delivery.test_killed_at_any_moment import command, finish
from tests.support.ledgers import SHORT, letterhead, opened
from tests.support.reconciler import reconcile
from tests.support.sink import Sink


def test_a_full_disk_sends_nothing_without_a_durable_intent_and_is_waited_for(
    postroom: Postroom, tmp_path: Path
) -> None:
    opened(postroom.engine, 400)
    full = threading.Event()

    def limit(conn: Connection) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages if full.is_set() else 1_000_000}")

    event.listen(postroom.engine, "begin", limit)
    with Sink(tmp_path) as sink:
        thread = threading.Thread(target=postroom.post, args=(sink,), kwargs={"sessions": 4})
        thread.start()
        while len(sink.log) < 40:
            time.sleep(0.01)
        full.set()
        time.sleep(0.6)
        seen = len(sink.log)
        time.sleep(0.3)
        assert len(sink.log) == seen < 400, "a dot left without a durable intent"
        full.clear()
        thread.join(20)
        postroom.post(sink, later=timedelta(hours=1))
        found = reconcile(postroom.engine, sink.log)
    assert found.none and found.duplicates <= 4


def test_a_disk_that_fails_ends_the_work_and_is_never_tried_again(
    postroom: Postroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(postroom.engine, 200)
    real, passes = page.write, itertools.count()

    def failing(*given: Any, **named: Any) -> Any:
        if next(passes) >= 8:
            raise OperationalError("COMMIT", {}, Exception("disk I/O error"))
        return real(*given, **named)

    with Sink(tmp_path) as sink:
        with monkeypatch.context() as patch:
            patch.setattr(writer, "write", failing)
            with pytest.raises(OperationalError, match="disk I/O error"):
                postroom.post(sink, sessions=4)
        assert next(passes) == 9, "it was tried again"
        finish(postroom.engine, sink, 0)
        found = reconcile(postroom.engine, sink.log)
    assert found.none and found.duplicates <= 4


def test_an_answer_lost_after_its_commit_is_asked_again_without_harm(
    postroom: Postroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(postroom.engine, 200)
    real, passes = page.write, itertools.count(1)

    def forgetful(conn: Connection, *given: Any, **named: Any) -> Any:
        written = real(conn, *given, **named)
        if next(passes) % 3 == 0:
            conn.commit()
            raise OperationalError("COMMIT", {}, Exception("server closed the connection unexpectedly"))
        return written

    monkeypatch.setattr(writer, "write", forgetful)
    with Sink(tmp_path) as sink:
        postroom.post(sink, sessions=4)
        postroom.post(sink, sessions=4, later=timedelta(hours=1))
        found = reconcile(postroom.engine, sink.log)
    assert found.none and found.duplicates == 0
    with postroom.engine.begin() as conn:
        assert conn.execute(text("SELECT SUM(attempts) FROM delivery")).scalar() == 200


def test_a_clock_that_jumps_makes_no_second_sender(engine: Engine, tmp_path: Path) -> None:
    opened(engine, 400)
    jumps = itertools.cycle([0, 3600, -3600, 86400, -86400, 0])

    def jumping() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=next(jumps))

    outbox = Outbox(tmp_path)
    for _ in range(3):
        post(engine, outbox, letterhead(), now=jumping, timing=SHORT)
    later = datetime.now(UTC) + timedelta(days=3)
    post(engine, outbox, letterhead(), now=lambda: later, timing=SHORT)
    with engine.begin() as conn:
        rows = conn.execute(text("SELECT state, COUNT(*) FROM delivery GROUP BY state")).all()
        sent = conn.execute(text("SELECT COUNT(*) FROM attempt WHERE outcome = 'accepted'")).scalar()
    states = {row[0]: row[1] for row in rows}
    assert states.get("accepted", 0) == sent and states.keys() <= {"accepted", "expired"}


@pytest.mark.parametrize("rivals", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_many_workers_at_once_never_send_the_same_letter(rivals: int, engine: Engine, tmp_path: Path) -> None:
    opened(engine, 800)
    with Sink(tmp_path) as sink:
        crew = [subprocess.Popen(command(engine, sink, 0)) for _ in range(rivals)]
        assert [process.wait(120) for process in crew] == [0] * rivals
        found = reconcile(engine, sink.log)
    assert found.none and found.duplicates == 0


def freeze_between_pages(process: int, ledger: Engine) -> None:
    """Stop a worker at a moment when it does not hold the whole file: SQLite would keep everybody out with it."""
    for _ in range(200):
        os.kill(process, signal.SIGSTOP)
        probe = sqlite3.connect(str(ledger.url.database), timeout=0.2, isolation_level=None)
        try:
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError:
            os.kill(process, signal.SIGCONT)
            time.sleep(0.01)
        else:
            return
        finally:
            probe.close()
    pytest.fail("the worker never paused between two pages")


@pytest.mark.slow
def test_a_frozen_worker_wakes_up_and_sends_nothing_twice(ledger: Engine, tmp_path: Path) -> None:
    opened(ledger, 400)
    with Sink(tmp_path) as sink:
        frozen = subprocess.Popen(command(ledger, sink, 0))
        while len(sink.log) < 20:
            time.sleep(0.01)
        freeze_between_pages(frozen.pid, ledger)
        time.sleep(2 * SHORT.lease.total_seconds())
        subprocess.run(command(ledger, sink, 0), check=True, timeout=60)
        os.kill(frozen.pid, signal.SIGCONT)
        frozen.wait(60)
        finish(ledger, sink, 0)
        found = reconcile(ledger, sink.log)
    assert found.none and found.duplicates <= 4
