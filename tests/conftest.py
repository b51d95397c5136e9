"""Fixtures every ring may use: a database of each kind, and a moment to stand at."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support import databases


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A fresh migrated database; every test that takes it runs on both kinds."""
    if request.param == "sqlite":
        with databases.sqlite(tmp_path) as opened:
            yield opened
        return
    if databases.postgresql_url("postgres") is None:
        pytest.skip("no PostgreSQL here: run under pg_virtualenv, as `make test` does")
    with databases.postgresql() as opened:
        yield opened


@pytest.fixture
def queue() -> Iterator[Engine]:
    """A database that has a queue."""
    if databases.postgresql_url("postgres") is None:
        pytest.skip("no PostgreSQL here: run under pg_virtualenv, as `make test` does")
    with databases.postgresql() as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """Tuesday 1 September 2026, half past nine in London."""
    return datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
