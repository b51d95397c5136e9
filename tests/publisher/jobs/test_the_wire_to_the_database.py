"""The wire to PostgreSQL breaks or goes dead while letters go out: nothing is lost, doubled or forgotten."""

import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.store.engine import open_engine
from tests.publisher.jobs.opened import opened_with_jobs
from tests.support.crew import complete, wait_for, who_sent, workers
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick
from tests.support.wire import Wire

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
READERS = 1_000


def wire_to(engine: Engine, **given: int) -> Wire:
    return Wire(engine.url.host or "", engine.url.port or 0, **given)


def test_a_commit_whose_answer_is_lost_holds_once_and_no_fact_is_forgotten(
    queue: Engine, tmp_path: Path
) -> None:
    """F-C12: the server committed, the connection broke before it could say so."""
    with Sink(tmp_path) as sink, wire_to(queue, lose=30, every=7) as wire:
        run_id = opened_with_jobs(queue, READERS)
        with workers(open_engine(wire.past(queue.url)), sink, 2):
            wait_for(lambda: complete(queue, run_id))
        found = reconcile(queue, sink.log)
    assert wire.lost >= 20
    assert found.none and found.duplicates == 0
    with queue.begin() as conn:
        tries = conn.execute(text("SELECT SUM(attempts) FROM delivery")).scalar_one()
        facts = conn.execute(text("SELECT COUNT(*) FROM attempt WHERE outcome = 'accepted'")).scalar_one()
    assert (tries, facts) == (READERS, READERS)


def test_a_worker_whose_wire_goes_dead_stops_by_its_own_clock_and_goes_on_later(
    queue: Engine, tmp_path: Path
) -> None:
    """F-C13: packets to the database vanish for longer than a lease."""
    elsewhere = tmp_path / "far"
    elsewhere.mkdir()
    slowly = [Trick("dot", "stall", delay=0.02)]
    with Sink(tmp_path) as near, Sink(elsewhere, slowly) as far, wire_to(queue) as wire:
        run_id = opened_with_jobs(queue, 2 * READERS)
        with workers(open_engine(wire.past(queue.url)), near, 1) as (cut_off,):
            wait_for(lambda: len(near.log) > READERS // 10)
            wire.die(noticed=1.0)
            time.sleep(0.3)
            sent = len(near.log)
            with workers(queue, far, 1) as (other,):
                wait_for(lambda: not held_by(queue, cut_off.pid) and str(other.pid) in who_sent(queue))
                other.send_signal(signal.SIGTERM)
                assert other.wait(10) == 0
            assert len(near.log) == sent, "it sent without the ledger's leave"
            assert not complete(queue, run_id)
            wire.revive()
            wait_for(lambda: complete(queue, run_id))
            assert cut_off.poll() is None
        found = reconcile(queue, [*near.log, *far.log])
        copies = Counter(truth.message_id for truth in [*near.log, *far.log])
    assert found.none
    assert found.uncertain <= 4, "no more than its connections"
    with queue.begin() as conn:
        doubted = conn.scalars(text("SELECT message_id FROM delivery WHERE uncertain_count > 0")).all()
    assert {message for message, count in copies.items() if count > 1} <= set(doubted), "a second sender"


def held_by(engine: Engine, process: int) -> int:
    """How many deliveries a worker process has in hand."""
    held = "SELECT COUNT(*) FROM delivery WHERE state IN ('leased', 'in_flight') AND worker LIKE :who"
    with engine.begin() as conn:
        return int(conn.execute(text(held), {"who": f"%:{process}:%"}).scalar_one())
