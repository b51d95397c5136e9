"""Worker processes over one ledger and one sink, and the wait until the books of a run balance."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from publisher.delivery.books import books
from tests.support.sink import Sink

Worker = subprocess.Popen[bytes]


def command(engine: Engine, sink: Sink, *rest: str) -> list[str]:
    url = engine.url.render_as_string(hide_password=False)
    return [sys.executable, "-m", "tests.support.workman", url, str(sink.port), *rest]


@contextmanager
def workers(engine: Engine, sink: Sink, count: int, *rest: str) -> Iterator[list[Worker]]:
    """`count` processes, each in a job queue of its own making; what still runs at the end is killed."""
    made = [subprocess.Popen(command(engine, sink, *rest)) for _ in range(count)]
    try:
        yield made
    finally:
        for worker in made:
            if worker.poll() is None:
                os.kill(worker.pid, signal.SIGCONT)
                worker.kill()
            worker.wait()


def wait_for(what: Callable[[], bool], seconds: float = 60.0) -> None:
    """Until it holds; a database that is away counts as not yet."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if what():
                return
        except DBAPIError:
            pass
        time.sleep(0.05)
    raise AssertionError("it did not come to that in time")


def complete(engine: Engine, run_id: int) -> bool:
    """Whether nothing of the run waits any more."""
    with engine.begin() as conn:
        return books(conn, run_id).complete


def who_sent(engine: Engine) -> dict[str, int]:
    """How many each worker process got accepted, by its process id."""
    query = "SELECT worker, COUNT(*) FROM attempt WHERE outcome = 'accepted' GROUP BY worker"
    found: dict[str, int] = {}
    with engine.begin() as conn:
        for row in conn.execute(text(query)):
            process = row[0].split(":")[1]
            found[process] = found.get(process, 0) + row[1]
    return found


def publisher(folder: Path, name: str, given: Mapping[str, str], out: int) -> "subprocess.Popen[bytes]":
    """`publisher NAME` for the site in `folder` with these settings; `out`: where it says what it has to say."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PUBLISHER_")}
    own = {"PUBLISHER_SITE": str(folder), "PUBLISHER_VAR": str(folder / "var"), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "publisher", name], env={**kept, **own, **given}, stdout=out, stderr=out
    )


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """`publisher ARGUMENTS` for the site in `folder`; killed at the end if it still runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUBLISHER_")}
    given = {"PUBLISHER_SITE": str(folder), "PUBLISHER_VAR": str(folder / "var")}
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", *arguments],
        env=kept | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
