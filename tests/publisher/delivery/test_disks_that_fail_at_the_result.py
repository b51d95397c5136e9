"""A disk that is full, or fails, just when results are to be written down; and workers frozen at each point."""

import os
import shutil
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from publisher.delivery.ledger import writer
from publisher.delivery.ledger.page import write
from tests.publisher.delivery.conftest import Postroom
from tests.publisher.delivery.test_disks_clocks_and_rivals import freeze_between_pages
from tests.publisher.delivery.test_killed_at_any_moment import command, finish
from tests.support import databases
from tests.support.ledgers import SHORT, opened
from tests.support.reconciler import Breaches, reconcile
from tests.support.sink import Sink

SESSIONS = 4


class FullAtResults:
    """Pages with results cannot be written while `full`; `broken`: nor ever again."""

    def __init__(self) -> None:
        self.full = threading.Event()
        self.broken = threading.Event()
        self.refused = 0

    def write(self, conn: Any, clerk: Any, page: Any, **given: Any) -> Any:
        if self.full.is_set() and page.results:
            self.refused += 1
            words = "disk I/O error" if self.broken.is_set() else "database or disk is full"
            raise OperationalError("COMMIT", {}, Exception(words))
        return write(conn, clerk, page, **given)


@pytest.mark.parametrize("ends", ["space", "death"])
def test_a_disk_full_at_the_result_stops_each_connection_before_its_next_dot(
    ends: str, postroom: Postroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-C2: results wait in memory; when the process dies with them, copies beyond the first <= connections."""
    opened(postroom.engine, 800)
    disk = FullAtResults()
    monkeypatch.setattr(writer, "write", disk.write)
    surprises: list[BaseException] = []

    def work() -> None:
        try:
            postroom.post(sink, sessions=SESSIONS)
        except OperationalError as error:
            surprises.append(error)

    with Sink(tmp_path) as sink:
        thread = threading.Thread(target=work)
        thread.start()
        while len(sink.log) < 100:
            time.sleep(0.002)
        disk.full.set()
        while not disk.refused:
            time.sleep(0.002)
        time.sleep(0.1)
        seen = len(sink.log)
        time.sleep(0.4)
        assert len(sink.log) == seen < 800, "a dot left although results were not written down"
        if ends == "death":
            disk.broken.set()
            thread.join(20)
            assert [str(error.orig) for error in surprises] == ["disk I/O error"]  # type: ignore[attr-defined] # it is one
        disk.full.clear()
        thread.join(20)
        postroom.post(sink, sessions=SESSIONS, later=timedelta(hours=1))
        found = reconcile(postroom.engine, sink.log)
    assert found.none and found.duplicates <= (SESSIONS if ends == "death" else 0)
    assert bool(found.uncertain) == (ends == "death")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs Debian's strace")
@pytest.mark.parametrize("flush", [2, 5, 12])
def test_a_disk_that_fails_to_flush_ends_the_process_at_once(
    flush: int, ledger: Engine, tmp_path: Path
) -> None:
    """F-C4: EIO from the k-th flush; the process ends, and never flushes the same again and goes on."""
    opened(ledger, 200)
    trace = tmp_path / "flushes"
    with Sink(tmp_path) as sink:
        inject = f"inject=fdatasync:error=EIO:when={flush}+"
        tracing = ["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=fdatasync", "-e", inject]
        done = subprocess.run(
            [*tracing, *command(ledger, sink, 0)], timeout=120, capture_output=True, text=True, check=False
        )
        at_end = len(sink.log)
        assert done.returncode not in (0, -signal.SIGKILL) and "disk I/O error" in done.stderr
        failed = [line for line in trace.read_text().splitlines() if "EIO" in line]
        assert 1 <= len(failed) <= 3, "the flush itself, and the closing of the file"
        with ledger.begin() as conn:
            assert conn.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        found = finish(ledger, sink, 0)
    assert found.none and found.duplicates <= SESSIONS and at_end < 200


POINTS = ("splice", "mail", "body", "dot left", "reply read", "reply told", "quit")


def freeze_and_take_over(point: str, folder: Path) -> Breaches:
    """One worker is frozen at a point for two leases while another takes over; what came of it."""
    folder.mkdir()
    with databases.sqlite(folder) as ledger, Sink(folder) as sink:
        opened(ledger, 600)
        patient = os.environ | {"GRACE": "600"}  # nothing is sent again while somebody may wait for its reply
        given = command(ledger, sink, 0, point, "2")
        frozen = subprocess.Popen(given, env=patient | {"DIE_BY": str(int(signal.SIGSTOP))})
        try:
            os.waitpid(frozen.pid, os.WUNTRACED)
            freeze_between_pages(
                frozen.pid, ledger
            )  # or just behind the point, where the file was held there
            time.sleep(2 * SHORT.lease.total_seconds())
            subprocess.run(command(ledger, sink, 0), check=True, timeout=60, env=patient)
            frozen.send_signal(signal.SIGCONT)
            frozen.wait(60)
        finally:
            if frozen.poll() is None:
                frozen.kill()
                frozen.wait()
        return finish(ledger, sink, 0)


@pytest.mark.slow
def test_a_worker_frozen_at_any_point_wakes_up_and_is_no_second_sender(
    ledger: Engine, tmp_path: Path
) -> None:
    """F-A8: at seven points of a message's way; second senders 0, facts thrown away 0."""
    assert ledger, "the template of databases is made before seven threads ask for it"
    folders = [tmp_path / str(number) for number, _ in enumerate(POINTS)]
    with ThreadPoolExecutor(len(POINTS)) as pool:
        found = dict(zip(POINTS, pool.map(freeze_and_take_over, POINTS, folders), strict=True))
    for point, breaches in found.items():
        assert breaches.none and breaches.duplicates == 0, (point, breaches)
