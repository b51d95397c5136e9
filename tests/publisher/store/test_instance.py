"""A database knows which installation it belongs to; a copy does not send by accident."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from publisher.store import instance

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


def test_a_copy_is_locked_until_a_person_confirms_it(engine: Engine, tmp_path: Path, now: datetime) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    with engine.begin() as conn:
        instance.settle(conn, tmp_path, HOME, home=HOME, now=now)
        assert "restored, or copied" in instance.locked_because(conn, staging, HOME)
        assert "answers at" in instance.locked_because(conn, tmp_path, "https://staging.example.org")
        instance.confirm(conn, staging, "https://staging.example.org", now=now)
        assert instance.locked_because(conn, staging, "https://staging.example.org") == ""
        assert instance.locked_because(conn, tmp_path, HOME) != ""
