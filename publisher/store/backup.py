"""SQL: a copy of the database while it is in use, and the way back, checked."""

import os
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy import Engine, inspect

from publisher.errors import refuse
from publisher.store.damage import damaged
from publisher.store.migrate import is_known

PAGES_AT_ONCE = 1000
PG_MAGIC = b"PGDMP"
SQLITE_MAGIC = b"SQLite format 3\x00"


def back_up(engine: Engine, file: Path) -> int:
    """Write a consistent copy of the database to `file`, which must not exist; its size in bytes.

    Writers go on meanwhile. The file appears whole or not at all. Raises Refused with the reason: a damaged
    database, too, would make a damaged backup.
    """
    if file.exists():
        raise refuse(
            f"{file} exists already", where="backup", mend="name a new file: a backup is never overwritten"
        )
    part = file.with_name(f".{file.name}.part")
    part.touch(mode=0o600)
    try:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(Path(str(engine.url.database)), part)
            _must_be_sound(part)
        else:
            _pg(engine, "pg_dump", "--format=custom", f"--file={part}")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def restore(engine: Engine, file: Path) -> str:
    """Bring a backup into an empty database; the schema revision it is at.

    The file is checked first: that it is a backup of this kind of database, whole, and of a schema we know.
    Raises Refused, with nothing changed, when it is not, or when the database already holds something.
    """
    if not file.is_file():
        raise refuse(f"there is no file {file}", where="restore")
    if inspect(engine).get_table_names():
        raise refuse(
            "the database is not empty", where="restore", mend="name a new one in PUBLISHER_DATABASE_URL"
        )
    with file.open("rb") as opened:
        magic = opened.read(16)
    if engine.dialect.name == "sqlite":
        if magic != SQLITE_MAGIC:
            raise refuse(
                f"{file} is no SQLite backup", where="restore", mend="give a file that publisher backup wrote"
            )
        revision = _check_sqlite(file)
        engine.dispose()
        _copy_sqlite(file, Path(str(engine.url.database)))
        return revision
    if not magic.startswith(PG_MAGIC):
        raise refuse(
            f"{file} is no PostgreSQL backup", where="restore", mend="give a file that publisher backup wrote"
        )
    _pg(
        engine,
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        f"--dbname={_name(engine)}",
        str(file),
    )
    with engine.connect() as conn:
        return _known(str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()))


def _copy_sqlite(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as reading, sqlite3.connect(target) as writing:
        reading.backup(writing, pages=PAGES_AT_ONCE)
    reading.close()
    writing.close()


def _must_be_sound(part: Path) -> None:
    opened = sqlite3.connect(f"file:{part}?mode=ro&immutable=1", uri=True)
    try:
        found = str(opened.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        found = str(error)
    finally:
        opened.close()
    if found != "ok":
        raise damaged(found)


def _check_sqlite(file: Path) -> str:
    opened = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        found = opened.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise refuse(
                f"{file} is damaged: {str(found)[:200]}", where="restore", mend="use an older backup"
            )
        if opened.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise refuse(f"{file} has rows that point nowhere", where="restore", mend="use an older backup")
        return _known(str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0]))
    except sqlite3.DatabaseError as error:
        raise refuse(
            f"{file} cannot be read: {error}", where="restore", mend="use an older backup"
        ) from error
    finally:
        opened.close()


def _known(revision: str) -> str:
    if not is_known(revision):
        raise refuse(
            f"the backup is at revision {revision}, which this version does not know",
            where="restore",
            mend="install the publisher that wrote it, or a newer one",
            code="schema_newer",
        )
    return revision


def _name(engine: Engine) -> str:
    return str(engine.url.database)


def _pg(engine: Engine, *command: str) -> None:
    url = engine.url
    environment = os.environ | {
        name: str(value)
        for name, value in {
            "PGHOST": url.host,
            "PGPORT": url.port,
            "PGUSER": url.username,
            "PGPASSWORD": url.password,
            "PGDATABASE": url.database,
        }.items()
        if value is not None
    }
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise refuse(
            f"{command[0]} is not installed",
            where="backup",
            mend="on Debian: apt-get install postgresql-client",
        ) from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise refuse(f"{command[0]} failed: {said[0] if said else 'without a word'}", where="backup")
