"""The engine: SQLite with durable writes by default, PostgreSQL by its URL."""

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from publisher.errors import refuse
from publisher.store.postgresql import PATIENCE, prepare

SQLITE_WAIT_MS = 30_000


def open_engine(url: str) -> Engine:
    """An engine for `url`; SQLite gets WAL, full sync and BEGIN IMMEDIATE: writers queue, none upgrades.

    Raises Refused when the URL cannot be read or names another kind of database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise refuse(
            "the database URL cannot be read",
            where="PUBLISHER_DATABASE_URL",
            mend="write sqlite:///FILE or postgresql://…",
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            parsed, connect_args={"timeout": SQLITE_WAIT_MS / 1000, "check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if parsed.drivername != "postgresql+psycopg":
        raise refuse(
            f"{parsed.drivername} is no database we know",
            where="PUBLISHER_DATABASE_URL",
            mend="use sqlite or postgresql",
        )
    engine = create_engine(parsed, pool_pre_ping=True, connect_args=PATIENCE)
    event.listen(engine, "connect", prepare)
    return engine


def _prepare_sqlite(raw: Any, _record: object) -> None:
    # The driver's own transaction handling begins late and upgrades read locks to write locks,
    # which SQLite refuses at once under load; SQLAlchemy's "begin" event takes its place.
    raw.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_WAIT_MS}",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _begin_immediate(conn: Connection) -> None:
    reading = conn.get_execution_options().get("publisher_reading", False)
    until = time.monotonic() + SQLITE_WAIT_MS / 1000
    while True:
        try:
            conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
        except OperationalError as error:
            # SQLite waits for other writers, but not always: while a log is put away or taken up again, say.
            if "locked" not in str(error.orig) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def reading(engine: Engine) -> Engine:
    """The same engine for reading only: on SQLite its transactions do not queue behind writers."""
    return engine.execution_options(publisher_reading=True)
