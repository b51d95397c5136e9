"""What workers do, as procrastinate's tasks: post a batch, take over from the dead, find what got lost."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from psycopg import AsyncConnection

from publisher.jobs.batch import Turn, post_batch
from publisher.jobs.postroom import Postroom
from publisher.jobs.queue import ORDINARY, QUEUE, SWEEP, TASK
from publisher.jobs.sweep import sweep
from publisher.store.postgresql import PATIENCE, settling

KEPT_HOURS = 24 * 7
WAIT = 5.0  # for a connection, in seconds


@dataclass(frozen=True)
class Pace:
    """How often and how long, in seconds; tests shorten them.

    turn: what a job may take before it makes room for another. sweep: when to sweep (cron, with seconds).
    heartbeat: how often a worker says that it lives; silence: after which it counts as dead.
    poll: how often to look for jobs that no notification announced; unheard: where none can be heard.
    look: how often to look for what must not wait for the end of a turn. rest: after the database went away.
    """

    turn: float = 20.0
    sweep: str = "* * * * * */10"
    heartbeat: float = 10.0
    silence: float = 30.0
    poll: float = 5.0
    unheard: float = 1.0
    look: float = 1.0
    rest: float = 2.0


@dataclass
class Shift:
    """One worker's time at work. stop: told to end. give_way: an issue's batch is to make room.

    unrecorded: how many outcomes the ledger could not be told when we had to end.
    """

    stop: threading.Event
    give_way: threading.Event = field(default_factory=threading.Event)
    unrecorded: int = 0


def tasks(room: Postroom, shift: Shift, pace: Pace) -> App:
    """procrastinate's app for one worker; `stop` ends the job in hand after the letters in flight."""
    address = room.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    # Prepared statements would not outlive a transaction behind a pooler, and here they would save nothing.
    kept = {**PATIENCE, "prepare_threshold": None}
    connector = PsycopgConnector(
        conninfo=address, kwargs=kept, configure=_settle, min_size=1, max_size=4, timeout=WAIT
    )
    app = App(connector=connector)

    @app.task(name=TASK, queue=QUEUE, pass_context=True)
    def post_one(context: JobContext, run_id: int | None, number: int) -> None:
        endings = [shift.stop]
        if context.job.priority == ORDINARY:
            shift.give_way.clear()
            endings.append(shift.give_way)
        tally = post_batch(room, run_id, number, turn=Turn(pace.turn, *endings))
        shift.unrecorded += tally.unrecorded

    @app.periodic(cron=pace.sweep)
    @app.task(name="sweep", queue=QUEUE, queueing_lock="sweep", priority=SWEEP)
    def make_what_got_lost(timestamp: int) -> None:
        with room.engine.begin() as conn:
            sweep(conn, timing=room.timing, now=datetime.now(UTC), parking=room.parking)

    @app.periodic(cron=pace.sweep)
    @app.task(name="take_over", queue=QUEUE, queueing_lock="take over", priority=SWEEP, pass_context=True)
    async def take_over(context: JobContext, timestamp: int) -> None:
        await retry_stalled(context.app, pace)

    return app


async def _settle(raw: AsyncConnection[Any]) -> None:
    # Each statement is a transaction: who is cut off between two must not keep a row that others wait for.
    await raw.set_autocommit(True)
    await raw.execute(settling(raw.info.backend_pid))


async def retry_stalled(app: App, pace: Pace) -> None:
    """Give the jobs of workers that fell silent to others; forget failed jobs of last week.

    procrastinate notices stalled jobs and leaves it to us to retry them.
    """
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=pace.silence):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # Its worker died after leaving a job for the rest: that one stands for both.
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
        except ConnectorException:
            # Its worker woke up and finished it, or another sweep was quicker.
            continue
    await manager.delete_old_jobs(KEPT_HOURS, QUEUE, True, True, True)
