"""PgBouncer in transaction mode between us and PostgreSQL: the same run, nothing lost, nothing doubled."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.service import owe
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from publisher.store.postgresql import behind_pooler
from tests.publisher.jobs.opened import opened_with_jobs
from tests.support.crew import complete, wait_for, who_sent, workers
from tests.support.own_server import own_server
from tests.support.pooler import pooler
from tests.support.reconciler import reconcile
from tests.support.sink import Sink

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
READERS = 2_000


@pytest.fixture(scope="module")
def places() -> Iterator[tuple[str, str]]:
    """The server's own address, and its address by way of the pooler."""
    with own_server() as server, pooler(server.url) as url:
        yield server.url, url


@pytest.fixture
def pooled(places: tuple[str, str]) -> Iterator[Engine]:
    engine = open_engine(places[1])
    migrate(engine)
    yield engine
    engine.dispose()


def test_a_pooler_is_noticed_and_its_sessions_are_left_as_they_were(
    pooled: Engine, places: tuple[str, str]
) -> None:
    direct = open_engine(places[0])
    with direct.begin() as conn, pooled.begin() as by_pooler:
        assert (behind_pooler(conn), behind_pooler(by_pooler)) == (False, True)
        cost = text("SELECT current_setting('random_page_cost')")
        assert (conn.scalar(cost), by_pooler.scalar(cost)) == ("1.1", "4")
    direct.dispose()


def test_what_is_said_often_is_not_prepared_where_the_next_session_would_not_know_it(pooled: Engine) -> None:
    conns = [pooled.connect() for _ in range(4)]
    for _ in range(10):
        for conn in conns:
            assert conn.scalar(text("SELECT CAST(:n AS INTEGER) + 1"), {"n": 1}) == 2
            conn.commit()
    for conn in conns:
        conn.close()


def test_a_run_completes_by_way_of_a_pooler_and_nobody_gets_it_twice(pooled: Engine, tmp_path: Path) -> None:
    """F-C16."""
    with Sink(tmp_path) as sink, workers(pooled, sink, 3) as (first, *_):
        run_id = opened_with_jobs(pooled, READERS)
        wait_for(lambda: str(first.pid) in who_sent(pooled) and len(sink.log) > READERS // 4)
        first.kill()
        wait_for(lambda: complete(pooled, run_id))
        # No notification comes through: a worker that asks must still hear of it soon.
        with pooled.begin() as conn:
            owe(conn, "key", "confirm", "ann@example.org", "Please confirm", "", "Yes", datetime.now(UTC))
        owed = time.monotonic()
        wait_for(lambda: any(truth.recipient == "ann@example.org" for truth in sink.log))
        assert time.monotonic() - owed < 4
        wait_for(lambda: complete(pooled, run_id))
        found = reconcile(pooled, sink.log)

    assert found.none and found.uncertain <= 4
    with pooled.begin() as conn:
        doubled = text(
            "SELECT COUNT(*) FROM (SELECT 1 FROM attempt WHERE outcome = 'accepted' GROUP BY delivery_id HAVING COUNT(*) > 1) AS twice"
        )
        assert conn.scalar(doubled) == 0
        assert conn.scalar(text("SELECT COUNT(*) FROM procrastinate_jobs WHERE status = 'failed'")) == 0
