"""A long run beside a short one: posting must need no more memory, and no more time for each message.

Usage: python -m benchmarks.bench_long_run [READERS] [SESSIONS]
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.bench_delivery import AUDIENCES, page, say
from benchmarks.sink import smtp_sink
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.support.ledgers import TEXT, opened

FEW = 10_000


def posted(url: str, count: int, port: int, sessions: int) -> dict[str, float]:
    """What `benchmarks.posting` tells of a run for `count` readers, whose books balanced."""
    engine = open_engine(url)
    migrate(engine)
    opened(engine, count, choices=AUDIENCES, html=page(), words=TEXT)
    engine.dispose()
    command = [sys.executable, "-m", "benchmarks.posting", url, str(port), str(sessions)]
    found: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    assert found["balanced"] and found["sent"] == count, found
    return found


def main(count: int = 1_000_000, sessions: int = 50) -> None:
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as port:
        few, many = (
            posted(f"sqlite:///{Path(folder) / str(size)}.db", size, port, sessions) for size in (FEW, count)
        )
    say(f"peak memory of post, {count:,} readers", many["peak_mb"], "MB", few["peak_mb"])
    say(f"CPU per message, {count:,} readers", many["cpu_us"], "µs", few["cpu_us"])
    say(f"posting to {count:,} readers", many["seconds"], "s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
