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


@contextmanager
def postgresql() -> Iterator[Engine]:
    """A migrated PostgreSQL database of its own, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _run_on_server(f"CREATE DATABASE {name} TEMPLATE {_postgresql_template()}")
    engine = open_engine(postgresql_url(name) or "")
    try:
        yield engine
    finally:
        engine.dispose()
        _run_on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
