"""Worker, clock, site and database killed at one moment and started again, in every order there is."""

import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from benchmarks.ports import free_port
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.publisher.jobs.opened import opened_with_jobs
from tests.support import sites
from tests.support.crew import command, complete, publisher, wait_for
from tests.support.own_server import Server, own_server
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

PARTS = ("database", "worker", "clock", "web")
ORDERS = list(permutations(PARTS))
READERS = 3_000
SENT_BETWEEN = 60


@dataclass
class House:
    """The four parts of an installation. Each says in its own file what it has to say."""

    server: Server
    engine: Engine
    folder: Path
    sink: Sink
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, part: str) -> None:
        if part == "database":
            self.server.do("start")
        elif part == "worker":
            self.running[part] = self.says(part, lambda out: command_in(self.engine, self.sink, out))
        else:
            given = {
                "PUBLISHER_DATABASE_URL": self.engine.url.render_as_string(hide_password=False),
                "PUBLISHER_PORT": str(self.port),
            }
            self.running[part] = self.says(part, lambda out: publisher(self.folder, part, given, out))

    def says(self, part: str, start: Callable[[int], "subprocess.Popen[bytes]"]) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{part}.log").open("wb") as out:
            return start(out.fileno())

    def kill(self) -> None:
        """All four at once; what the site listened on is free again."""
        for process in self.running.values():
            process.send_signal(signal.SIGKILL)
        if (self.server.folder / "data" / "postmaster.pid").exists():
            self.server.do("stop", "immediate")
        for process in self.running.values():
            process.wait()
        self.running.clear()

    def is_up(self) -> bool:
        """Whether clock and site say that they run; nobody has ended."""
        assert [process.poll() for process in self.running.values()] == [None] * 3, self.said()
        return "The clock runs" in self.said("clock") and "Listening on" in self.said("web")

    def said(self, *parts: str) -> str:
        return "\n".join((self.folder / f"{part}.log").read_text() for part in parts or PARTS[1:])


def command_in(engine: Engine, sink: Sink, out: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command(engine, sink), stdout=out, stderr=out)


@contextmanager
def house(folder: Path) -> Iterator[House]:
    sites.schedule(folder)
    slowly = [Trick("dot", "stall", delay=0.01)]
    with own_server() as server, Sink(folder, slowly) as sink:
        engine = open_engine(server.url)
        migrate(engine)
        made = House(server, engine, folder, sink)
        try:
            yield made
        finally:
            for process in made.running.values():
                process.kill()
                process.wait()
            engine.dispose()


def survives(folder: Path, orders: Sequence[Sequence[str]], readers: int) -> None:
    with house(folder) as here:
        run_id = opened_with_jobs(here.engine, readers, batch_size=50)
        for part in PARTS[1:]:
            here.start(part)
        for order in orders:
            sent = len(here.sink.log)
            wait_for(lambda sent=sent: len(here.sink.log) >= sent + SENT_BETWEEN)  # type: ignore[misc] # a default in a lambda
            here.kill()
            for part in order:
                here.start(part)
                time.sleep(0.05)
            wait_for(here.is_up)
        assert not complete(here.engine, run_id), "it was over too early to prove anything"
        wait_for(lambda: complete(here.engine, run_id))
        found = reconcile(here.engine, here.sink.log)
        assert found.none, found
        assert found.uncertain <= 4 * len(orders), "no more than there were connections at each kill"
        here.running["clock"].terminate()
        assert here.running["clock"].wait(20) == 0
        here.start("clock")
        wait_for(lambda: state_of(here.engine, run_id) == "sent")
        assert "Traceback" not in here.said(), here.said()


def state_of(engine: Engine, run_id: int) -> str:
    with engine.begin() as conn:
        return str(conn.execute(text("SELECT state FROM run WHERE id = :id"), {"id": run_id}).scalar_one())


def test_whatever_comes_back_first_the_run_is_completed(tmp_path: Path) -> None:
    """F-A5, each part first once, and last once."""
    chosen = [order for order in ORDERS if PARTS.index(order[0]) + PARTS.index(order[-1]) == 3]
    survives(tmp_path, [chosen[0], chosen[3], chosen[4], chosen[7]], READERS)


@pytest.mark.soak
def test_all_orders_of_coming_back_complete_the_run(tmp_path: Path) -> None:
    seed = random.randrange(10_000)
    print("seed", seed)
    survives(tmp_path, random.Random(seed).sample(ORDERS, len(ORDERS)), 5 * READERS)
