"""Two workers on PostgreSQL: messages per second from publish to books balanced, beside Postfix's own client.

Usage: python -m benchmarks.bench_postgres [READERS] [SESSIONS]
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.bench_delivery import AUDIENCES, page, say
from benchmarks.sink import smtp_sink, smtp_source
from publisher.delivery.batches import Batch
from publisher.delivery.books import books
from publisher.delivery.message.compose import Sheet, compose
from publisher.jobs.queue import defer
from publisher.runs.opening import BATCH
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.support.ledgers import TEXT, letterhead, open_run, readers
from tests.support.own_server import own_server

WORKERS = 2
WORDS = TEXT + "Ring the helpline.\n" * 200


def publish(engine: Engine, count: int) -> int:
    """A run for `count` readers and its jobs, in one transaction; the run's id."""
    now = datetime.now(UTC)
    with engine.begin() as conn:
        run_id = open_run(conn, now, choices=AUDIENCES, html=page(), words=WORDS, batch_size=BATCH)
        defer(conn, [Batch(run_id, number, now) for number in range(-(-count // BATCH))], now=now)
    return run_id


def ready(engine: Engine) -> bool:
    with engine.begin() as conn:
        count: int = conn.execute(text("SELECT COUNT(*) FROM procrastinate_workers")).scalar_one()
    return count == WORKERS


def finished(engine: Engine, run_id: int) -> bool:
    """Whether the books balance; they are counted only when the index says that nothing is queued."""
    queued = "SELECT EXISTS (SELECT 1 FROM delivery WHERE state IN ('queued', 'deferred') AND run_id = :run)"
    with engine.begin() as conn:
        if conn.execute(text(queued), {"run": run_id}).scalar_one():
            return False
        return books(conn, run_id).complete


def server_cpu(folder: Path) -> float:
    """CPU seconds that the server's processes, which are still alive, have used."""
    master = (folder / "data" / "postmaster.pid").read_text().split()[0]
    ticks = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = place.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if fields[1] == master else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def main(count: int = 50_000, sessions: int = 50) -> None:
    sheet = Sheet("Subject", page(), WORDS, "en-GB", datetime.now(UTC), "weekly", 1)
    size = compose(letterhead(), sheet).size
    with own_server(durable=True) as server, smtp_sink() as port:
        engine = open_engine(server.url)
        migrate(engine)
        with engine.begin() as conn:
            readers(conn, count, choices=AUDIENCES)
        source = smtp_source(port, count, sessions, size)
        command = [
            sys.executable,
            "-m",
            "benchmarks.workman",
            server.url,
            str(port),
            str(sessions // WORKERS),
        ]
        crew = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)]
        while not ready(engine):
            time.sleep(0.1)
        idle = server_cpu(server.folder)
        started = time.perf_counter()
        run_id = publish(engine, count)
        while not finished(engine, run_id):
            time.sleep(0.1)
        seconds = time.perf_counter() - started
        server_used = server_cpu(server.folder) - idle
        for worker in crew:
            worker.send_signal(signal.SIGTERM)
        used = [json.loads(worker.communicate()[0]) for worker in crew]
        again = smtp_source(port, count, sessions, size)
        engine.dispose()
    say("delivery on PostgreSQL, two workers", count / seconds, "messages/s", (source + again) / 2)
    say("CPU per message, workers on PostgreSQL", sum(one["cpu"] for one in used) / count * 1e6, "µs", 120)
    say("CPU per message, the server's", server_used / count * 1e6, "µs")
    say("peak memory of a worker", max(one["peak_mb"] for one in used), "MB", 120)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
