"""Post what is owed: claim, splice, offer, let go, settle, until nothing is due."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from sqlalchemy import Engine

from publisher.delivery.batches import Batch, owing
from publisher.delivery.ledger.claim import Wanted
from publisher.delivery.ledger.page import Clerk
from publisher.delivery.ledger.reap import reap
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.tally import Tally
from publisher.delivery.transports.transport import Transport
from publisher.delivery.worker import Worker

LOOK_AGAIN = 5.0  # seconds after which PostgreSQL is asked anew which batches are due


def _utc_now() -> datetime:
    return datetime.now(UTC)


def post(
    engine: Engine,
    transport: Transport,
    head: Letterhead,
    *,
    parking: Collection[str] = (),
    run_id: int | None = None,
    batch: int | None = None,
    service: bool = False,
    until_idle: bool = True,
    now: Callable[[], datetime] = _utc_now,
    timing: Timing | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[Tally], None] | None = None,
    worker: str = "",
) -> Tally:
    """Hand over what is due, of one run (and batch of it) or of all, service mails included.

    service: only service mails. parking: publications that would rather miss than repeat.
    until_idle: return when nothing is due now (what is deferred waits for another call); else go on until
    `stop` is set. `now` gives aware times.
    progress: called about once a second. The transport stays open; closing it is the caller's.
    """
    name = worker or f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
    told, ending, rules = progress or (lambda tally: None), stop or threading.Event(), timing or Timing()

    def take(wanted: Wanted, done: Tally) -> Tally:
        clerk = Clerk(name, wanted, rules, tuple(parking))
        worker = Worker(engine, transport, head, clerk, now, lambda tally: told(done + tally))
        return done + worker.run(ending, until_idle=until_idle)

    wanted = Wanted(run_id, batch, service)
    if engine.dialect.name == "sqlite" or batch is not None or service or not until_idle:
        return take(wanted, Tally())
    with engine.begin() as conn:
        reap(conn, timing=rules, parking=parking, now=now(), stopped=True)
    return _batch_by_batch(engine, wanted, take, rules, now, ending)


def _batch_by_batch(
    engine: Engine,
    wanted: Wanted,
    take: Callable[[Wanted, Tally], Tally],
    timing: Timing,
    now: Callable[[], datetime],
    ending: threading.Event,
) -> Tally:
    """PostgreSQL finds what is due within a batch, not within a long run: so it is taken batch by batch."""
    done, before = Tally(), None
    while done != before and not ending.is_set():
        before, began = done, time.monotonic()
        with engine.begin() as conn:
            owed = owing(conn, timing=timing)
        due = [one for one in owed if one.look_at <= now() and wanted.run_id in (None, one.run_id)]
        for one in sorted(due, key=_turn):
            if ending.is_set() or time.monotonic() - began > LOOK_AGAIN:
                break
            done = take(Wanted(one.run_id, one.number, one.run_id is None), done)
    return done


def _turn(batch: Batch) -> tuple[bool, bool, int, int]:
    """Mails to one person first, then alerts, then what was opened last: it is seldom the long one."""
    return batch.run_id is not None, not batch.urgent, -(batch.run_id or 0), batch.number
