"""The life of a worker: jobs from PostgreSQL's queue, or straight from the ledger where SQLite keeps it."""

import asyncio
import contextlib
import logging
import threading

from procrastinate import App

from publisher.delivery.post import post
from publisher.jobs.postroom import Postroom
from publisher.jobs.queue import QUEUE
from publisher.jobs.tasks import Pace, tasks

GLANCE = 0.2
AT_EASE = Pace()

log = logging.getLogger(__name__)


def work(room: Postroom, stop: threading.Event, pace: Pace = AT_EASE) -> None:
    """Post until `stop` is set; the letters in flight then still end, and what they came to is recorded.

    A database that goes away is waited for: what is owed stays owed. The transport stays open.
    """
    by_jobs = room.engine.dialect.name == "postgresql"
    while not stop.is_set():
        try:
            if by_jobs:
                asyncio.run(_take_jobs(tasks(room, stop, pace), stop, pace))
            else:
                _post_all(room, stop)
        except Exception:
            log.exception("posting stopped; it goes on in %.0f seconds", pace.rest)
        stop.wait(pace.rest)


def _post_all(room: Postroom, stop: threading.Event) -> None:
    post(
        room.engine,
        room.transport,
        room.head,
        parking=room.parking,
        until_idle=False,
        timing=room.timing,
        stop=stop,
    )


async def _take_jobs(app: App, stop: threading.Event, pace: Pace) -> None:
    """Take jobs, one at a time, until `stop` is set or the database goes away."""
    async with app.open_async():
        taking = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=1,
                install_signal_handlers=False,
                delete_jobs="successful",
                fetch_job_polling_interval=pace.poll,
                update_heartbeat_interval=pace.heartbeat,
                stalled_worker_timeout=pace.silence,
            )
        )
        while not taking.done() and not stop.is_set():
            await asyncio.wait([taking], timeout=GLANCE)
        # Cancelled, it takes no other job, lets the one in hand end, and signs off.
        taking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await taking
