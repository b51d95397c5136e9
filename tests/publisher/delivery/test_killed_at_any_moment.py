"""kill -9 at named points and at random moments: nothing lost, every copy explained."""

import random
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

HOUR = 3600
SESSIONS = 4


def command(engine: Engine, sink: Sink, later: float, *point: str, sessions: int = SESSIONS) -> list[str]:
    url = engine.url.render_as_string(hide_password=False)
    return [
        *(sys.executable, "-m", "tests.support.poster", url, str(sink.port), str(sessions), str(later)),
        *point,
    ]


def finish(engine: Engine, sink: Sink, later: float) -> Breaches:
    """Restart until all is done: everything that waits for a time finds it passed."""
    for number in range(1, 4):
        subprocess.run(command(engine, sink, later + number * HOUR), check=True, timeout=60)
        found = reconcile(engine, sink.log)
        if not found.unaccounted:
            break
    return found


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


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.slow)])
def test_a_run_killed_at_random_moments_completes_by_itself(
    kills: int, ledger: Engine, tmp_path: Path
) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, sessions, alive = random.Random(seed), 10, 0
    readers = 300 if kills < 10 else 5_000
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
        finish(ledger, sink, kills * HOUR)
        # What was uncertain twice waits for a person, who says: send it.
        with ledger.begin() as conn:
            for delivery_id in conn.scalars(text("SELECT id FROM delivery WHERE state = 'parked'")).all():
                decide(conn, delivery_id, "queued", now=datetime.now(UTC))
        found = finish(ledger, sink, (kills + 4) * HOUR)
        copies: list[Truth] = sink.log
    assert found.none and found.duplicates <= alive, (seed, found)
    assert len({truth.recipient for truth in copies}) == readers, "everybody has it"
    print(
        f"{kills} kills, {len(copies)} dots, {found.duplicates} copies beyond the first; at most 3/n = {3 / kills:.0%}"
    )
