"""What the job tests share: a database that has a queue, and a run whose batches are jobs."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from publisher.delivery.batches import Batch
from publisher.jobs.queue import defer
from tests.support import databases
from tests.support.ledgers import open_run, readers


@pytest.fixture
def queue() -> Iterator[Engine]:
    """A database that has a queue."""
    if databases.postgresql_url("postgres") is None:
        pytest.skip("no PostgreSQL here: run under pg_virtualenv, as `make test` does")
    with databases.postgresql() as opened:
        yield opened


def opened_with_jobs(engine: Engine, count: int, batch_size: int = 250) -> int:
    """A run for `count` readers, and its batches' jobs in the same transaction; the run's id."""
    now = datetime.now(UTC)
    with engine.begin() as conn:
        readers(conn, count)
        run_id = open_run(conn, now, batch_size=batch_size)
        defer(conn, [Batch(run_id, number, now) for number in range(-(-count // batch_size))], now=now)
    return run_id
