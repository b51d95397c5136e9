"""The queue: procrastinate's jobs, written on the caller's connection, so that they come and go with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from procrastinate import SyncPsycopgConnector, sql
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from sqlalchemy import Connection

from publisher.delivery.batches import Batch
from publisher.runs.run import Run

QUEUE = "post"
TASK = "post_batch"
BEGUN = {
    status.value
    for status in (Status.DOING, Status.SUCCEEDED, Status.FAILED, Status.CANCELLED, Status.ABORTED)
}
WAITS = next(status.value for status in Status if status.value not in BEGUN)
ORDINARY, URGENT, SERVICE, SWEEP = 0, 50, 60, 100


def opened_batches(run: Run, batch_size: int, *, now: datetime) -> list[Batch]:
    """The batches of a run that has just been addressed."""
    urgent = run.is_alert
    return [Batch(run.id, number, now, urgent) for number in range(-(-run.head_count // batch_size))]


def defer(conn: Connection, batches: Sequence[Batch], *, now: datetime) -> int:
    """Give each batch a job that starts when it is to be looked at; how many had none before.

    The jobs are part of the caller's transaction. On SQLite there are no jobs: workers ask the ledger itself.
    """
    if conn.dialect.name != "postgresql" or not batches:
        return 0
    try:
        # A second job for a batch breaks the transaction it is asked for in, so it gets one of its own.
        with conn.begin_nested():
            manager = JobManager(SyncPsycopgConnector())
            manager.batch_defer_jobs([_job(batch, now) for batch in batches], connection=_raw(conn))
    except AlreadyEnqueued:
        return 0 if len(batches) == 1 else sum(defer(conn, [batch], now=now) for batch in batches)
    return len(batches)


def waiting(conn: Connection) -> dict[str, dict[str, Any]]:
    """The jobs that wait for a worker, by the name of what they lock."""
    return {row["queueing_lock"]: row for row in _listed(conn) if row["status"] not in BEGUN}


def under_way(conn: Connection) -> frozenset[str]:
    """What the jobs lock that workers have in hand."""
    return frozenset(row["queueing_lock"] for row in _listed(conn) if row["status"] == Status.DOING.value)


def drop(conn: Connection, job_ids: Iterable[int]) -> None:
    """Take jobs out of the queue that nobody has begun."""
    manager = JobManager(SyncPsycopgConnector())
    for number in job_ids:
        manager.cancel_job_by_id(number, delete_job=True, connection=_raw(conn))


def lock_of(batch: Batch) -> str:
    """The name under which a batch has at most one job waiting."""
    return "service mails" if batch.run_id is None else f"run {batch.run_id} batch {batch.number}"


def _job(batch: Batch, now: datetime) -> Job:
    priority = SERVICE if batch.run_id is None else URGENT if batch.urgent else ORDINARY
    return Job(
        id=None,
        queue=QUEUE,
        priority=priority,
        lock=None,
        queueing_lock=lock_of(batch),
        task_name=TASK,
        task_kwargs={"run_id": batch.run_id, "number": batch.number},
        scheduled_at=batch.look_at if batch.look_at > now else None,
    )


def _listed(conn: Connection) -> list[dict[str, Any]]:
    return SyncPsycopgConnector().execute_query_all_with_connection(
        _raw(conn),
        sql.queries["list_jobs"],
        id=None,
        queue_name=QUEUE,
        task_name=TASK,
        status=None,
        lock=None,
        queueing_lock=None,
        worker_id=None,
    )


def _raw(conn: Connection) -> Any:
    return conn.connection.driver_connection
