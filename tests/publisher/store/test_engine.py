"""The two kinds of database behave alike where it matters."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, inspect, select
from sqlalchemy.exc import StatementError

from publisher.errors import Refused
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from publisher.store.tables import metadata, subscriber
from tests.support.databases import sqlite


def test_a_fresh_database_has_every_table_and_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())


def test_times_come_back_aware_and_in_utc(engine: Engine) -> None:
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    with engine.begin() as conn:
        conn.execute(
            insert(subscriber).values(
                address="ada@example.org", address_key="ada@example.org", created_at=summer
            )
        )
        read = conn.execute(select(subscriber.c.created_at)).scalar_one()
    assert read == summer
    assert read.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with engine.begin() as conn, pytest.raises(StatementError, match="without a zone"):
        conn.execute(insert(subscriber).values(address="a@example.org", created_at=datetime(2026, 7, 1)))  # noqa: DTZ001 - the fault itself


@pytest.mark.parametrize("url", ["mysql://localhost/x", "not a url"])
def test_a_database_we_do_not_know_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Refused, match="PUBLISHER_DATABASE_URL"):
        open_engine(url)


def test_a_file_that_is_said_to_be_locked_is_asked_again(tmp_path: Path) -> None:
    """SQLite does not always wait by itself; here it is told not to."""
    with sqlite(tmp_path) as engine, engine.connect() as mine, engine.connect() as theirs:
        mine.exec_driver_sql("PRAGMA busy_timeout=0")
        mine.rollback()
        held = theirs.begin()
        threading.Timer(0.3, held.rollback).start()
        asked = time.monotonic()
        with mine.begin():
            waited = time.monotonic() - asked
    assert 0.2 < waited < 10
