"""Posting past a relay whose every reply is late: 0, 20 and 100 ms. Messages per second, flushes to disk.

The reference is one reply waited for per message: the envelope of the next one goes out behind each dot.

Usage: python -m benchmarks.bench_slow_relay [READERS] [SESSIONS]
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bench_delivery import AUDIENCES, page, say
from benchmarks.ports import free_port
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.support.ledgers import TEXT, opened

LATE = (0, 20, 100)


def main(readers: int = 10_000, sessions: int = 100) -> None:
    for late in LATE:
        with tempfile.TemporaryDirectory() as folder:
            url, port = f"sqlite:///{Path(folder) / 'bench.db'}", free_port()
            engine = open_engine(url)
            migrate(engine)
            opened(engine, readers, choices=AUDIENCES, html=page(), words=TEXT)
            engine.dispose()
            relay = subprocess.Popen([sys.executable, "-m", "benchmarks.slow_sink", str(port), str(late)])
            time.sleep(1)
            try:
                command = [sys.executable, "-m", "benchmarks.posting", url, str(port), str(sessions)]
                found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            finally:
                relay.kill()
                relay.wait()
            assert found["balanced"] and found["sent"] == readers, found
            most = sessions / (late / 1000) if late else None
            say(f"delivery, each reply {late} ms late", readers / found["seconds"], "messages/s", most)
            say("… flushes", 1000 * found["flushes"] / readers, "per 1,000 messages")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
