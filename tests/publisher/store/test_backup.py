"""A backup is whole even while somebody writes; what is damaged or strange is never restored."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select, text

from publisher.errors import Refused
from publisher.store.backup import back_up, restore
from publisher.store.engine import open_engine
from publisher.store.migrate import is_known
from publisher.store.tables import subscriber
from tests.support import databases


@contextmanager
def empty_beside(engine: Engine, folder: Path) -> Iterator[Engine]:
    """An empty database of the same kind."""
    with ExitStack() as stack:
        if engine.dialect.name == "sqlite":
            opened = open_engine(f"sqlite:///{folder / 'restored.db'}")
            stack.callback(opened.dispose)
        else:
            opened = stack.enter_context(databases.postgresql())
            with opened.begin() as conn:
                conn.execute(text("DROP SCHEMA public CASCADE"))
                conn.execute(text("CREATE SCHEMA public"))
        yield opened


def people(engine: Engine) -> int:
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(subscriber)) or 0


def add(engine: Engine, now: datetime, count: int) -> None:
    for number in range(count):
        with engine.begin() as conn:
            conn.execute(insert(subscriber).values(address=f"r{number}@example.org", created_at=now))


def test_a_backup_taken_while_people_come_in_restores_whole(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    writer = threading.Thread(target=add, args=(engine, now, 100))
    writer.start()
    assert back_up(engine, tmp_path / "backup") > 0
    writer.join()
    with empty_beside(engine, tmp_path) as restored:
        assert is_known(restore(restored, tmp_path / "backup"))
        assert 0 <= people(restored) <= 100


def test_a_backup_is_never_overwritten_nor_restored_over_something(engine: Engine, tmp_path: Path) -> None:
    back_up(engine, tmp_path / "backup")
    with pytest.raises(Refused, match="exists already"):
        back_up(engine, tmp_path / "backup")
    with pytest.raises(Refused, match="not empty"):
        restore(engine, tmp_path / "backup")


def test_a_damaged_backup_is_refused_and_nothing_restored(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    add(engine, now, 50)
    back_up(engine, tmp_path / "backup")
    raw = (tmp_path / "backup").read_bytes()
    (tmp_path / "damaged").write_bytes(raw[: len(raw) // 2])
    with empty_beside(engine, tmp_path) as restored:
        with pytest.raises(Refused):
            restore(restored, tmp_path / "damaged")
        with restored.connect() as conn:
            assert not restored.dialect.has_table(conn, "subscriber")


@pytest.mark.parametrize(
    "content", [b"", b"hello, I am a letter", b"SQLite format 3\x00" + b"x" * 4000, b"PGDMP" + b"x" * 4000]
)
def test_a_file_that_is_no_backup_is_refused_in_a_sentence(
    engine: Engine, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "letter").write_bytes(content)
    with empty_beside(engine, tmp_path) as restored, pytest.raises(Refused):
        restore(restored, tmp_path / "letter")
