"""A database knows which installation it belongs to; a copy does not send by accident."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from publisher.store import instance
from tests.support import databases

HOME = "https://westmere.example.org"


def test_the_tag_authority_is_settled_once_and_outlives_a_move(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    with engine.begin() as conn:
        first = instance.settle(conn, tmp_path, HOME, home=HOME, now=now)
        again = instance.settle(
            conn, tmp_path, "https://new.example.org", home="https://new.example.org", now=now
        )
    assert first.tag_authority == "westmere.example.org,2026-09-01"
    assert again == first


def test_the_database_may_send_where_it_was_made(engine: Engine, tmp_path: Path, now: datetime) -> None:
    with engine.begin() as conn:
        instance.settle(conn, tmp_path, HOME, home=HOME, now=now)
        assert instance.locked_because(conn, tmp_path, HOME) == ""


def test_another_address_locks_it_until_a_person_confirms(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    moved = "https://staging.example.org"
    with engine.begin() as conn:
        instance.settle(conn, tmp_path, HOME, home=HOME, now=now)
        assert "answers at" in instance.locked_because(conn, tmp_path, moved)
        instance.confirm(conn, tmp_path, moved, now=now)
        assert instance.locked_because(conn, tmp_path, moved) == ""
        assert instance.locked_because(conn, tmp_path, HOME) != ""


def test_a_restored_database_is_locked_until_a_person_confirms(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    with engine.begin() as conn:
        instance.settle(conn, tmp_path, HOME, home=HOME, now=now)
        instance.lock(conn)
        assert "restored" in instance.locked_because(conn, tmp_path, HOME)
        instance.confirm(conn, tmp_path, HOME, now=now)
        assert instance.locked_because(conn, tmp_path, HOME) == ""


def test_a_file_copied_elsewhere_is_locked_there(tmp_path: Path, now: datetime) -> None:
    with databases.sqlite(tmp_path) as engine, engine.begin() as conn:
        instance.settle(conn, tmp_path, HOME, home=HOME, now=now)
        elsewhere = tmp_path / "elsewhere"
        assert "copied" in instance.locked_because(conn, elsewhere, HOME)
        instance.confirm(conn, elsewhere, HOME, now=now)
        assert instance.locked_because(conn, tmp_path, HOME) != ""


def test_processes_that_begin_a_new_installation_together_settle_on_one_identity(
    engine: Engine, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = instance._new_place

    def slow(conn: Connection, var: Path) -> str:
        time.sleep(0.1)
        return real(conn, var)

    monkeypatch.setattr(instance, "_new_place", slow)

    def begin(number: int) -> instance.Instance:
        with engine.begin() as conn:
            return instance.settle(conn, tmp_path, HOME, home=HOME, now=now + timedelta(days=number))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(begin, range(4)))) == 1
