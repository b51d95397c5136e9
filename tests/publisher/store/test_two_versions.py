"""Two versions on one database: the older refuses a newer schema; the newer migrates, whoever is sending."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from publisher.store import migrate
from publisher.store.engine import open_engine
from tests.publisher.delivery.test_killed_at_any_moment import command, finish
from tests.support import databases, sites
from tests.support.crew import wait_for
from tests.support.ledgers import letterhead, opened
from tests.support.newer import NEXT, revisions
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick

READERS = 800
HEAD = str(ScriptDirectory(str(migrate.MIGRATIONS)).get_current_head())


@pytest.fixture
def unmade(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """A database of the same kind in which nothing was made yet."""
    if engine.dialect.name == "sqlite":
        empty = open_engine(f"sqlite:///{tmp_path / 'unmade.db'}")
        yield empty
        empty.dispose()
        return
    with databases.postgresql() as empty:
        with empty.begin() as conn:
            conn.execute(text("DROP SCHEMA public CASCADE"))
            conn.execute(text("CREATE SCHEMA public"))
        yield empty


def version(
    engine: Engine, folder: Path, *arguments: str, newer: Path | None = None, at: float = 0.0
) -> subprocess.Popen[str]:
    """A command of this version, or of the one whose revisions are in `newer`, under way; it begins `at`."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    sites.schedule(site)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUBLISHER_")}
    given = {
        "PUBLISHER_SITE": str(site),
        "PUBLISHER_VAR": str(folder / "var"),
        "PUBLISHER_DATABASE_URL": engine.url.render_as_string(hide_password=False),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.newer", str(newer or migrate.MIGRATIONS), str(at), *arguments],
        env=kept | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def revision(engine: Engine) -> list[str]:
    with engine.connect() as conn:
        return list(conn.scalars(text("SELECT version_num FROM alembic_version")))


@pytest.mark.slow
def test_an_older_version_refuses_a_newer_schema_and_a_newer_one_brings_it_up(
    engine: Engine, tmp_path: Path
) -> None:
    """F-A13."""
    newer = version(engine, tmp_path, "runs", "list", newer=revisions(tmp_path, HEAD))
    assert newer.communicate(timeout=30) == ("There are no runs yet.\n", "")
    assert newer.returncode == 0 and revision(engine) == [NEXT]
    for arguments in (("post",), ("runs", "list"), ("worker",)):
        older = version(engine, tmp_path, *arguments)
        out, err = older.communicate(timeout=30)
        assert (older.returncode, out) == (1, "")
        assert err == (
            f"The database is at revision {NEXT}, which this version does not know. "
            "Install the newer publisher again.\n"
        )


@pytest.mark.slow
def test_a_migration_in_the_middle_of_a_send_loses_and_doubles_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    """F-C17."""
    opened(engine, READERS)
    later = revisions(tmp_path, HEAD)
    with Sink(tmp_path, [Trick("dot", "stall", delay=0.02)]) as sink:
        sender = subprocess.Popen(command(engine, sink, 0))
        wait_for(lambda: len(sink.log) >= READERS // 2)
        newer = version(engine, tmp_path, "runs", "list", newer=later)
        out, err = newer.communicate(timeout=60)
        sent = len(sink.log)
        assert sender.wait(60) == 0
        finish(engine, sink, 0)
        found = reconcile(engine, sink.log)
    assert (newer.returncode, err) == (0, "") and "run 1" in out
    assert revision(engine) == [NEXT]
    assert READERS // 2 <= sent < READERS, "it was migrated while the other sent"
    assert found.none and found.duplicates == 0


def test_a_migration_that_fails_leaves_nothing_half_done(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = 'op.execute("INSERT INTO nowhere VALUES (1)")'
    monkeypatch.setattr(migrate, "MIGRATIONS", revisions(tmp_path, HEAD, more))
    with pytest.raises(DBAPIError):
        migrate.migrate(engine)
    assert revision(engine) == [HEAD]
    assert "remark" not in inspect(engine).get_table_names()
    assert "remark" not in {column["name"] for column in inspect(engine).get_columns("delivery")}


@pytest.mark.parametrize("column", ["worker", "body_hash", "last_text"])
def test_a_sender_whose_schema_changes_beyond_its_knowledge_ends_at_once(
    column: str, engine: Engine, tmp_path: Path
) -> None:
    opened(engine, 20)
    with engine.begin() as conn:
        conn.execute(text(f"ALTER TABLE delivery RENAME COLUMN {column} TO {column}_of_another_version"))
        conn.execute(text("CREATE TABLE of_another_version (id INTEGER)"))
    with pytest.raises(DBAPIError, match=column):
        post(engine, Outbox(tmp_path), letterhead())


@pytest.mark.slow
def test_five_processes_that_find_no_schema_make_it_once(unmade: Engine, tmp_path: Path) -> None:
    moment = time.time() + 4
    five = [version(unmade, tmp_path, "runs", "list", at=moment) for _ in range(5)]
    said = [process.communicate(timeout=60) for process in five]
    assert said == [("There are no runs yet.\n", "")] * 5
    assert [process.returncode for process in five] == [0] * 5
    assert revision(unmade) == [HEAD]
