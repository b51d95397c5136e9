"""Many processes write to one SQLite file: they queue, none is turned away, and its log is never thought broken."""

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from publisher.store.engine import SQLITE_WAIT_MS
from publisher.store.soundness import must_be_whole
from publisher.store.wal import is_broken
from tests.support import databases
from tests.support.ledgers import opened

WRITERS = 8


@pytest.mark.parametrize(
    "seconds", [pytest.param(6, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.soak)]
)
def test_eight_processes_that_write_at_once_are_all_served(seconds: int, tmp_path: Path) -> None:
    """F-C6."""
    with databases.sqlite(tmp_path) as engine:
        opened(engine, 4_000)
        url = engine.url.render_as_string()
        command = [sys.executable, "-m", "tests.support.busy", url]
        looks = 0
        with ExitStack() as stack:
            crew = []
            for number in range(WRITERS):
                report = stack.enter_context((tmp_path / f"{number}.json").open("w", encoding="utf-8"))
                crew.append(subprocess.Popen([*command, str(number), str(seconds)], stdout=report))
                stack.callback(crew[-1].wait)
                stack.callback(crew[-1].kill)
            while any(process.poll() is None for process in crew):
                assert not is_broken(tmp_path / "publisher.db-wal")
                looks += 1
        said = [json.loads((tmp_path / f"{number}.json").read_bytes()) for number in range(WRITERS)]
        must_be_whole(engine)
    assert [one["wrong"] for one in said] == [[]] * WRITERS
    assert all(one["written"] for one in said), "nobody starves"
    waits = sorted(wait for one in said for wait in one["waits"])
    p99 = waits[int(len(waits) * 0.99)]
    print(f"{len(waits)} writes, p99 {p99:.3f} s, longest {waits[-1]:.3f} s, {looks} looks at the log")
    assert waits[-1] < SQLITE_WAIT_MS / 1000 and p99 < SQLITE_WAIT_MS / 1000 / 4 and looks > seconds
