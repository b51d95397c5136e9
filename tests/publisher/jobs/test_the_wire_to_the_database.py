"""The wire to PostgreSQL breaks or goes dead while letters go out: nothing is lost, doubled or forgotten."""

import asyncio
import os
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.transports.outbox import Outbox
from publisher.jobs.postroom import Postroom
from publisher.jobs.tasks import Pace, Shift, tasks
from publisher.store.engine import open_engine
from tests.publisher.jobs.opened import opened_with_jobs
from tests.support.crew import complete, wait_for, who_sent, workers
from tests.support.ledgers import letterhead
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick
from tests.support.wire import Wire

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
READERS = 1_000
WATCHED = {
    "SO_KEEPALIVE": socket.SOL_SOCKET,
    **dict.fromkeys(("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT"), socket.IPPROTO_TCP),
}
AT_THE_SERVER = """SELECT current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'),
    current_setting('tcp_keepalives_count')"""


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


def watched(raw: Any) -> dict[str, int]:
    """What the kernel is told of a connection at our end."""
    with socket.socket(fileno=os.dup(raw.pgconn.socket)) as end:
        return {name: end.getsockopt(level, getattr(socket, name)) for name, level in WATCHED.items()}


def test_every_connection_is_given_up_by_both_ends_when_it_is_dead(queue: Engine, tmp_path: Path) -> None:
    """F-C13: within twenty seconds, the ledger's connections and those of the jobs."""
    room = Postroom(queue, Outbox(tmp_path / "outbox"), letterhead())
    found = []

    async def look() -> None:
        async with tasks(room, Shift(threading.Event()), Pace()).open_async() as app:
            async with app.connector.pool.connection() as raw:  # type: ignore[attr-defined] # PsycopgConnector's own
                server = await (await raw.execute(AT_THE_SERVER)).fetchone()
                found.append((watched(raw), server))
            assert raw.autocommit

    asyncio.run(look())
    with queue.connect() as conn:
        server = conn.exec_driver_sql(AT_THE_SERVER).one()
        found.append((watched(conn.connection.driver_connection), tuple(server)))
    told = {
        "SO_KEEPALIVE": 1,
        "TCP_KEEPIDLE": 10,
        "TCP_KEEPINTVL": 5,
        "TCP_KEEPCNT": 2,
        "TCP_USER_TIMEOUT": 20_000,
    }
    assert found == [(told, ("10", "5", "2"))] * 2
