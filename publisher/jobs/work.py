"""The life of a worker: jobs from PostgreSQL's queue, or straight from the ledger where SQLite keeps it."""

import asyncio
import contextlib
import logging
import threading
import time
from datetime import UTC, datetime

from procrastinate import App
from sqlalchemy.exc import DBAPIError

from publisher.delivery.post import post
from publisher.jobs.postroom import Postroom
from publisher.jobs.queue import QUEUE
from publisher.jobs.tasks import Pace, Shift, tasks
from publisher.jobs.urgent import defer_new_mails, is_waiting
from publisher.store.damage import damage_in
from publisher.store.outage import away
from publisher.store.postgresql import behind_pooler

GLANCE = 0.2
AT_EASE = Pace()

log = logging.getLogger(__name__)


def work(room: Postroom, stop: threading.Event, pace: Pace = AT_EASE) -> int:
    """Post until `stop` is set; the letters in flight then still end, and what they came to is recorded.

    A database that goes away is waited for: what is owed stays owed. Told to end while it is away, a worker
    waits for `timing.farewell` and gives up. Returns how many outcomes could not be recorded: the ledger will
    count those messages as uncertain. The transport stays open.
    Raises Refused, at once, when SQLite's file turns out to be damaged.
    """
    shift, waiting = Shift(stop), False
    while not stop.is_set():
        try:
            if room.engine.dialect.name == "postgresql":
                with room.engine.connect() as conn:
                    listens = not behind_pooler(conn)
                if waiting:
                    log.warning("the database answers again")
                waiting = False
                asyncio.run(_take_jobs(tasks(room, shift, pace), room, shift, pace, listens))
            else:
                _post_all(room, shift)
        except Exception as error:
            if damage := damage_in(error):
                raise damage from error
            reason = away(error)
            if not reason:
                log.exception("posting stopped; it goes on in %.0f seconds", pace.rest)
            elif not waiting:
                log.warning("the database does not answer; posting waits for it (%s)", reason)
                waiting = True
        stop.wait(pace.rest)
    return shift.unrecorded


def _post_all(room: Postroom, shift: Shift) -> None:
    tally = post(
        room.engine,
        room.transport,
        room.head,
        parking=room.parking,
        until_idle=False,
        timing=room.timing,
        stop=shift.stop,
    )
    shift.unrecorded += tally.unrecorded


async def _take_jobs(app: App, room: Postroom, shift: Shift, pace: Pace, listens: bool) -> None:
    """Take jobs, one at a time, until told to end or the database goes away.

    listens: whether notifications reach us; behind a pooler they do not, and we ask more often.
    """
    async with app.open_async():
        taking = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=1,
                install_signal_handlers=False,
                delete_jobs="successful",
                listen_notify=listens,
                fetch_job_polling_interval=pace.poll if listens else pace.unheard,
                update_heartbeat_interval=pace.heartbeat,
                stalled_worker_timeout=pace.silence,
            )
        )
        looking, looked_at = asyncio.create_task(asyncio.sleep(0)), time.monotonic()
        while not taking.done() and not shift.stop.is_set():
            await asyncio.wait([taking], timeout=GLANCE)
            if looking.done() and time.monotonic() - looked_at >= pace.look:
                looking, looked_at = (
                    asyncio.create_task(asyncio.to_thread(_look, room, shift)),
                    time.monotonic(),
                )
        # Cancelled, it takes no other job, lets the one in hand end and signs off; again, and it leaves.
        taking.cancel()
        while not taking.done():
            await asyncio.wait([taking], timeout=GLANCE)
            if shift.unrecorded:
                taking.cancel()
        await looking
        with contextlib.suppress(asyncio.CancelledError):
            await taking


def _look(room: Postroom, shift: Shift) -> None:
    """Let an issue's batch in hand make room when an alert or a mail to one person waits."""
    now = datetime.now(UTC)
    # What is wrong with the database is said by those who work with it.
    with contextlib.suppress(DBAPIError), room.engine.begin() as conn:
        if not room.transport.rest():
            defer_new_mails(conn, now=now)
        if is_waiting(conn, now=now):
            shift.give_way.set()
