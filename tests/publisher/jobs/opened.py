"""What the job tests share: a run whose batches are jobs."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from publisher.delivery.batches import Batch
from publisher.jobs.queue import defer
from tests.support.ledgers import open_run, readers


def opened_with_jobs(engine: Engine, count: int, batch_size: int = 250) -> int:
    """A run for `count` readers, and its batches' jobs in the same transaction; the run's id."""
    now = datetime.now(UTC)
    with engine.begin() as conn:
        readers(conn, count)
        run_id = open_run(conn, now, batch_size=batch_size)
        defer(conn, [Batch(run_id, number, now) for number in range(-(-count // batch_size))], now=now)
    return run_id
