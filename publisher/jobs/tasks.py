"""What workers do, as procrastinate's tasks: post a batch, take over from the dead, find what got lost."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from publisher.jobs.batch import Turn, post_batch
from publisher.jobs.postroom import Postroom
from publisher.jobs.queue import QUEUE, SWEEP, TASK
from publisher.jobs.sweep import sweep

KEPT_HOURS = 24 * 7


@dataclass(frozen=True)
class Pace:
    """How often and how long, in seconds; tests shorten them.

    turn: what a job may take before it makes room for another. sweep: when to sweep (cron, with seconds).
    heartbeat: how often a worker says that it lives; silence: after which it counts as dead.
    poll: how often to look for jobs that no notification announced. rest: after the database went away.
    """

    turn: float = 20.0
    sweep: str = "* * * * * */10"
    heartbeat: float = 10.0
    silence: float = 30.0
    poll: float = 5.0
    rest: float = 2.0


def tasks(room: Postroom, stop: threading.Event, pace: Pace) -> App:
    """procrastinate's app for one worker process; `stop` ends the job in hand after the letters in flight."""
    address = room.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=4))

    @app.task(name=TASK, queue=QUEUE)
    def post_one(run_id: int | None, number: int) -> None:
        post_batch(room, run_id, number, turn=Turn(stop, pace.turn))

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
