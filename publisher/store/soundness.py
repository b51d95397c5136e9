"""SQL: whether a SQLite file is whole. A damaged ledger may say that a letter is owed which has gone."""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from publisher.store.damage import damage_in, damaged
from publisher.store.engine import reading
from publisher.store.wal import is_broken

SQLITE = "sqlite:///"


def must_be_whole(engine: Engine) -> None:
    """Read the whole SQLite file, each table against its indexes. PostgreSQL looks after its own.

    It takes about two seconds for a million deliveries, and holds nobody up. Raises Refused for any damage.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with reading(engine).connect() as conn:
            found = str(conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
    except UnicodeDecodeError as error:
        # A name in it that is no text, and so no part of SQLite's own complaint either.
        raise damaged("it holds bytes where words should be") from error
    except DatabaseError as error:
        if damage := damage_in(error):
            raise damage from error
        raise
    if found != "ok":
        raise damaged(found)


def must_be_readable(database: str, mark: Path) -> None:
    """To be asked before the SQLite file of this URL is opened: opening would hide what it has lost.

    Raises Refused where a file without a byte stands in an installation that has left its mark, and where the
    log of what was written last is broken: SQLite itself would forget what follows, and owe it again.
    """
    if not database.startswith(SQLITE):
        return
    file = Path(database.removeprefix(SQLITE))
    log = file.with_name(f"{file.name}-wal")
    if mark.exists() and file.exists() and not any(one.stat().st_size for one in (file, log) if one.exists()):
        raise damaged("it is empty")
    if is_broken(log):
        raise damaged(f"its log {log.name} is broken")
