"""A database knows which installation it belongs to; a copy does not send by accident."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

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
