"""The services while the database server is away: they wait when they start, and end in time when told to."""

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from functools import partial
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
from tests.support.sink import Sink, Trick

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
SERVICES = ("worker", "clock", "serve", "web")
READY = {
    "worker": "The worker runs",
    "clock": "The clock runs",
    "serve": "Listening on",
    "web": "Listening on",
}


@pytest.fixture
def server() -> Iterator[Server]:
    with own_server() as started:
        yield started


@pytest.fixture
def ledger(server: Server) -> Iterator[Engine]:
    engine = open_engine(server.url)
    migrate(engine)
    yield engine
    engine.dispose()


def begun(folder: Path, name: str, given: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    with (folder / f"{name}.log").open("wb") as out:
        return publisher(folder, name, {"PUBLISHER_PORT": str(free_port()), **given}, out.fileno())


def ended(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()


def said(folder: Path, name: str) -> str:
    return (folder / f"{name}.log").read_text()


def all_say(folder: Path, words: Mapping[str, str]) -> bool:
    return all(word in said(folder, name) for name, word in words.items())


def test_services_that_start_before_the_database_say_so_wait_for_it_and_end_when_told(
    server: Server, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """F-A5, from the other side: a supervisor has nothing to do."""
    sites.schedule(tmp_path)
    server.do("stop")
    given = {"PUBLISHER_DATABASE_URL": server.url, "PUBLISHER_BASE_URL": "http://127.0.0.1"}
    early = {name: begun(tmp_path, name, given) for name in SERVICES}
    for process in early.values():
        request.addfinalizer(partial(ended, process))
    wait_for(
        lambda: all_say(tmp_path, dict.fromkeys(SERVICES, "the database does not answer; waiting for it"))
    )
    early["web"].terminate()
    assert early.pop("web").wait(5) == 0
    server.do("start")
    wait_for(lambda: all_say(tmp_path, {name: READY[name] for name in early}))
    server.do("stop", "immediate")
    for process in early.values():
        process.terminate()
    told = time.monotonic()
    assert [process.wait(30) for process in early.values()] == [0, 0, 0]
    assert time.monotonic() - told < 20
    for name in SERVICES:
        assert "Traceback" not in said(tmp_path, name), said(tmp_path, name)
        assert said(tmp_path, name).count("waiting for it") == 1, "it says so once a minute"


def test_a_password_that_is_wrong_is_a_sentence_and_is_not_waited_for(server: Server, tmp_path: Path) -> None:
    sites.schedule(tmp_path)
    given = {"PUBLISHER_DATABASE_URL": server.url.removesuffix("/postgres") + "/nothing"}
    early = begun(tmp_path, "worker", given)
    assert early.wait(20) == 1
    assert 'database "nothing" does not exist' in said(tmp_path, "worker")
    assert "Traceback" not in said(tmp_path, "worker")


@pytest.mark.parametrize("kind", ["short times", pytest.param("as in use", marks=pytest.mark.soak)])
def test_a_worker_told_to_end_while_the_database_is_away_gives_up_in_time_and_says_what_it_could_not_write(
    kind: str, server: Server, ledger: Engine, tmp_path: Path
) -> None:
    """What had its dot and no record is uncertain; all else is certainly unsent."""
    sites.schedule(tmp_path)
    with Sink(tmp_path, [Trick("dot", "stall", delay=0.2)]) as sink:
        run_id = opened_with_jobs(ledger, 400)
        if kind == "short times":
            with (tmp_path / "worker.log").open("wb") as out:
                worker = subprocess.Popen(command(ledger, sink), stdout=out, stderr=out)
        else:
            relay = f"smtp://127.0.0.1:{sink.port}?sessions=4"
            given = {"PUBLISHER_DATABASE_URL": server.url, "PUBLISHER_SMTP_URL": relay}
            worker = begun(tmp_path, "worker", given)
        wait_for(lambda: len(sink.log) > 20)
        server.do("stop", "immediate")
        time.sleep(0.5)
        worker.send_signal(signal.SIGTERM)
        told = time.monotonic()
        assert worker.wait(60) == 1
        assert time.monotonic() - told < 45, "systemd waits for 90 seconds"
        server.do("start")
        wait_for(lambda: not complete(ledger, run_id))
        with ledger.begin() as conn:
            rows = conn.execute(text("SELECT state, message_id FROM delivery")).all()
    seen = {truth.message_id for truth in sink.log if truth.accepted}
    accepted = {row.message_id for row in rows if row.state == "accepted"}
    in_flight = {row.message_id for row in rows if row.state == "in_flight"}
    assert accepted <= seen, "believed to be sent and is not"
    assert seen - accepted <= in_flight, "sent without a durable intent"
    assert len(in_flight) <= 4
    words = said(tmp_path, "worker")
    assert f"what became of {len(seen - accepted)} message" in words, words
    assert kind == "short times" or "Traceback" not in words, words
