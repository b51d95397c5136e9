"""The deliveries of a run are made all at once, or not at all, wherever the process dies that makes them."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.store.engine import open_engine
from tests.support import databases
from tests.support.ledgers import readers
from tests.support.newsroom import Newsroom, newsroom

SLOT = "2026-09-03 07:30"
READERS = 400
STEP = 500  # instructions of SQLite's machine between two looks


def prepared(engine: Engine, folder: Path) -> Newsroom:
    room = newsroom(engine, folder, now="2026-08-31 09:00")
    with engine.begin() as conn:
        readers(conn, READERS)
    room.release("news")
    return room


def main(url: str, folder: str, share: str) -> None:
    """Open the run, and die when so great a share of the addressing is done; over 1: after the commit."""
    engine = open_engine(url)
    with engine.connect() as conn:
        raw: sqlite3.Connection = conn.connection.driver_connection  # type: ignore[assignment] # SQLite's
    room = newsroom(engine, Path(folder), now="2026-09-03 07:00")
    looks = 0

    def look() -> int:
        nonlocal looks
        looks += 1
        # Rows that this connection has changed since it was opened, those not yet committed too.
        if raw.total_changes - before >= float(share) * READERS and looks:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    before = raw.total_changes
    if float(share) <= 1:
        raw.set_progress_handler(look, STEP)
    room.go_to(SLOT)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize(
    "share", [0.01, 0.5, 0.99, 2.0], ids=["the first", "half", "all but the last", "after"]
)
def test_a_process_killed_while_it_addresses_a_run_leaves_all_rows_or_none(
    share: float, tmp_path: Path
) -> None:
    """F-A4: rows = readers, doubles 0."""
    with databases.sqlite(tmp_path) as engine:
        room = prepared(engine, tmp_path)
        given = [sys.executable, "-m", __name__, engine.url.render_as_string(), str(tmp_path), str(share)]
        done = subprocess.run(given, timeout=60, capture_output=True, text=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        count = text("SELECT COUNT(*), COUNT(DISTINCT subscriber_id) FROM delivery WHERE run_id IS NOT NULL")
        with engine.begin() as conn:
            assert tuple(conn.execute(count).one()) == ((READERS, READERS) if share > 1 else (0, 0))
        room.go_to(SLOT)
        room.later(minutes=1)
        with engine.begin() as conn:
            assert tuple(conn.execute(count).one()) == (READERS, READERS)
        assert room.carried("weekly") == [["news"]]
        [sent] = [run for run in room.runs("weekly") if run.fires_at <= room.now]
        assert sent.head_count == READERS


if __name__ == "__main__":
    main(*sys.argv[1:])
