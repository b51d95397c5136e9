"""kill -9 at named points and at random moments: nothing lost, every copy explained."""

import itertools
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.ledger.steer import decide
from tests.support.ledgers import opened
from tests.support.poster import POINTS
from tests.support.reconciler import Breaches, reconcile
from tests.support.sink import Sink, Truth
from tests.support.sink_apart import Apart

HOUR = 3600
SESSIONS = 4


def command(
    engine: Engine, sink: Sink | Apart, later: float, *point: str, sessions: int = SESSIONS
) -> list[str]:
    url = engine.url.render_as_string(hide_password=False)
    return [
        *(sys.executable, "-m", "tests.support.poster", url, str(sink.port), str(sessions), str(later)),
        *point,
    ]


def finish(engine: Engine, sink: Sink | Apart, later: float, patience: float = 60) -> Breaches:
    """Restart until all is done: everything that waits for a time finds it passed."""
    for number in range(1, 4):
        subprocess.run(command(engine, sink, later + number * HOUR), check=True, timeout=patience)
        found = reconcile(engine, sink.log)
        if not found.unaccounted:
            break
    return found


def finish_and_decide(engine: Engine, sink: Sink | Apart, later: float, patience: float = 60) -> Breaches:
    """As `finish`; and what was uncertain twice waits for a person, who says: send it."""
    finish(engine, sink, later, patience)
    with engine.begin() as conn:
        for delivery_id in conn.scalars(text("SELECT id FROM delivery WHERE state = 'parked'")).all():
            decide(conn, delivery_id, "queued", now=datetime.now(UTC))
    return finish(engine, sink, later + 4 * HOUR, patience)


def die(engine: Engine, sink: Sink, point: str, nth: int) -> None:
    done = subprocess.run(command(engine, sink, 0, point, str(nth)), timeout=60)
    assert done.returncode == -signal.SIGKILL, "the point was never passed"


@pytest.mark.parametrize("point", ["intent", "dot left", "record"])
def test_a_process_killed_at_its_worst_moments_loses_nothing(
    point: str, ledger: Engine, tmp_path: Path
) -> None:
    opened(ledger, 40)
    with Sink(tmp_path) as sink:
        die(ledger, sink, point, 1 if point == "claim" else 2)
        found = finish(ledger, sink, 0)
    assert found.none and found.uncertain <= SESSIONS


@pytest.mark.slow
@pytest.mark.parametrize("nth", [1, 2, 17])
@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_at_any_named_point_loses_nothing(
    point: str, nth: int, ledger: Engine, tmp_path: Path
) -> None:
    opened(ledger, 300)
    times = min(
        nth,
        {"claim": 2, "quit": SESSIONS, "mail": SESSIONS, "intent": 5, "record": 5, "commit": 5}.get(
            point, nth
        ),
    )
    with Sink(tmp_path) as sink:
        die(ledger, sink, point, times)
        at_death = len(sink.log)
        found = finish(ledger, sink, 0)
    assert found.none and found.uncertain <= SESSIONS
    assert not found.uncertain or at_death or point in ("intent", "commit")


@pytest.mark.parametrize(
    "kills", [2, pytest.param(100, marks=pytest.mark.slow), pytest.param(1_000, marks=pytest.mark.soak)]
)
def test_a_run_killed_at_random_moments_completes_by_itself(
    kills: int, ledger: Engine, tmp_path: Path
) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, sessions, alive = random.Random(seed), 10, 0
    readers = {2: 300, 100: 5_000, 1_000: 50_000}[kills]
    patience = max(60, readers / 100)
    opened(ledger, readers, life=timedelta(days=365))
    with Sink(tmp_path) as sink:
        for number in range(kills):
            process = subprocess.Popen(command(ledger, sink, number * HOUR, sessions=sessions))
            before, until = len(sink.log), time.monotonic() + 10
            while len(sink.log) == before and process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.08))
            process.kill()
            process.wait()
            alive += sessions
        found = finish_and_decide(ledger, sink, kills * HOUR, patience)
        copies: list[Truth] = sink.log
    assert found.none and found.duplicates <= alive, (seed, found)
    assert len({truth.recipient for truth in copies}) == readers, "everybody has it"
    print(
        f"{kills} kills, {len(copies)} dots, {found.duplicates} copies beyond the first; at most 3/n = {3 / kills:.0%}"
    )


@pytest.mark.slow
def test_a_letter_that_kills_every_process_is_found_in_seven_deaths_and_the_others_go(
    ledger: Engine, tmp_path: Path
) -> None:
    opened(ledger, 400, life=timedelta(days=365))
    with Sink(tmp_path) as sink:
        for deaths in range(10):
            done = subprocess.run(command(ledger, sink, deaths * HOUR, "letter", "333"), timeout=60)
            if done.returncode == 0:
                break
        readers = {truth.recipient for truth in sink.log}
    with ledger.begin() as conn:
        query = "SELECT id, last_text FROM delivery WHERE state = 'poisoned'"
        assert conn.execute(text(query)).all() == [(333, "its worker died each time")]
    assert deaths == 7
    assert len(readers) == 399


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs Debian's strace")
def test_a_process_killed_at_every_flush_of_the_disk_loses_nothing(ledger: Engine, tmp_path: Path) -> None:
    opened(ledger, 60, life=timedelta(days=365))
    with Sink(tmp_path) as sink:
        for flush in itertools.count(1):
            inject = f"inject=fdatasync:signal=SIGKILL:when={flush}"
            tracing = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", inject]
            done = subprocess.run([*tracing, *command(ledger, sink, flush * HOUR)], timeout=120)
            with ledger.begin() as conn:
                assert conn.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            if done.returncode == 0:
                break
        found = finish_and_decide(ledger, sink, (flush + 2) * HOUR)
    assert found.none and found.duplicates <= SESSIONS * flush
    print(f"{flush} flushes, {found.duplicates} copies beyond the first")
