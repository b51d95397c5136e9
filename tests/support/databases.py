"""Fresh migrated databases, SQLite always and PostgreSQL where `pg_virtualenv` offers one."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from publisher.store.engine import open_engine
from publisher.store.migrate import migrate


@cache
def _sqlite_template() -> Path:
    path = Path(mkdtemp(prefix="publisher-template-")) / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as conn:
        conn.exec_driver_sql("ROLLBACK")
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@contextmanager
def sqlite(folder: Path) -> Iterator[Engine]:
    """A migrated SQLite database in `folder`."""
    path = folder / "publisher.db"
    shutil.copy(_sqlite_template(), path)
    engine = open_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()


def postgresql_url(database: str) -> str | None:
    """The URL of a database on the server `pg_virtualenv` started, or None without one."""
    if "PGPORT" not in os.environ or "PGPASSWORD" not in os.environ:
        return None
    user, password = os.environ.get("PGUSER", "postgres"), os.environ["PGPASSWORD"]
    host, port = os.environ.get("PGHOST", "localhost"), os.environ["PGPORT"]
    return f"postgresql+psycopg://{user}:{password}@{host}:{port}/{database}"


@cache
def _postgresql_template() -> str:
    name = f"template_{uuid.uuid4().hex[:12]}"
    _run_on_server(f"CREATE DATABASE {name}")
    engine = open_engine(postgresql_url(name) or "")
    migrate(engine)
    engine.dispose()
    return name


def _run_on_server(statement: str) -> None:
    engine = open_engine(postgresql_url("postgres") or "")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text(statement))
    engine.dispose()


# What a fresh database holds no row of; the rest (its own version) tests do not touch.
_EMPTY = """
DO $$ DECLARE one record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM public.%I', one.tablename);
    END LOOP;
    FOR one IN SELECT sequencename, start_value FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        PERFORM setval(format('public.%I', one.sequencename)::regclass, one.start_value, false);
    END LOOP;
END $$"""
_STRANGERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_SHAPE = """
SELECT count(*), sum(hashtext(relname || relkind::text || relnatts)), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_trigger)
FROM pg_class WHERE relnamespace = 'public'::regnamespace"""
_MOST_USES = 40
_idle: list[tuple[str, int]] = []


@cache
def _shape_of_the_template() -> tuple[object, ...]:
    return _asked(_postgresql_template(), _SHAPE)


def _asked(name: str, *statements: str) -> tuple[object, ...]:
    """The first row that the last statement gives, in one transaction; no connection stays."""
    engine = open_engine(postgresql_url(name) or "")
    try:
        with engine.begin() as conn:
            for statement in statements:
                found = conn.execute(text(statement))
            return tuple(found.first() or ()) if found.returns_rows else ()
    finally:
        engine.dispose()


def _as_new(name: str) -> bool:
    """Whether it could be made as it was: of the same shape, emptied, nobody on it. It is far quicker than a new one."""
    try:
        _asked(name, _STRANGERS)
        if _asked(name, _SHAPE) != _shape_of_the_template():
            return False
        _asked(name, _EMPTY)
    except DBAPIError:
        return False
    return True


@contextmanager
def postgresql() -> Iterator[Engine]:
    """A migrated PostgreSQL database with nothing in it, of one's own while it lasts."""
    name, uses = _idle.pop() if _idle else (f"test_{uuid.uuid4().hex[:12]}", 0)
    if not uses:
        _run_on_server(f"CREATE DATABASE {name} TEMPLATE {_postgresql_template()}")
    engine = open_engine(postgresql_url(name) or "")
    try:
        yield engine
    finally:
        engine.dispose()
        if uses + 1 < _MOST_USES and _as_new(name):
            _idle.append((name, uses + 1))
        else:
            _run_on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
