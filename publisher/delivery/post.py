"""Post what is owed: claim, splice, offer, let go, settle, until nothing is due."""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from sqlalchemy import Engine

from publisher.delivery.ledger.claim import Wanted
from publisher.delivery.ledger.page import Clerk
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.tally import Tally
from publisher.delivery.transports.transport import Transport
from publisher.delivery.worker import Worker


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
    clerk = Clerk(name, Wanted(run_id, batch, service), timing or Timing(), tuple(parking))
    return Worker(engine, transport, head, clerk, now, progress or (lambda tally: None)).run(
        stop or threading.Event(), until_idle=until_idle
    )
