"""What the machine refuses (a full disk, a folder nobody may write to, no database there), as sentences."""

import errno
import sqlite3

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from publisher.errors import Refused
from publisher.settings import read_settings
from publisher.store.damage import damage_in
from publisher.store.engine import open_engine
from publisher.store.instance import MARK
from publisher.store.soundness import must_be_readable, must_be_whole
from subscribers.faults import Fault

DATABASE = "PUBLISHER_DATABASE_URL"
DISK = {
    errno.EACCES: ("may not be read or written by this user", "give the user the right to it"),
    errno.EPERM: ("may not be read or written by this user", "give the user the right to it"),
    errno.EROFS: ("is on a disk that may only be read", "name a folder elsewhere"),
    errno.ENOSPC: ("cannot be written: the disk is full", "make room, then say the command again"),
    errno.EDQUOT: ("cannot be written: this user's share of the disk is full", "make room, then try again"),
    errno.ENOENT: ("does not exist", "make it, or name another"),
    errno.EEXIST: ("is a file, where a folder is needed", "name another"),
    errno.ENOTDIR: ("leads through a file, where a folder is needed", "name another"),
    errno.EISDIR: ("is a folder, where a file is needed", "name a file"),
}
# What SQLite says, by its own words, which are the same in every language.
SQLITE = {
    "locked": (
        "another program has kept the database to itself for too long",
        "close what holds it open, a database browser perhaps, and say the command again",
    ),
    "not a database": (
        "the file is no SQLite database",
        "name another file, or move this one away and bring back the newest backup: publisher restore FILE",
    ),
    "unable to open": ("the database file cannot be opened", "see that it is a file this user may write"),
    "readonly": (
        "the database may not be written by this user",
        "give the user the right to its file and folder; if that is not it, the file is damaged: "
        "move it away and bring back the newest backup: publisher restore FILE",
    ),
    "disk is full": ("the disk is full, and nothing was written", "make room, then say the command again"),
    "disk I/O": ("the disk failed while the database was in use", "look after the disk, then try again"),
}


def fault_of(error: Exception) -> Fault | None:
    """The sentence for what went wrong outside the program; None when the program itself is at fault."""
    if isinstance(error, OSError):
        return _of_disk(error)
    if isinstance(error, DBAPIError) and type(error) in (OperationalError, DatabaseError):
        return _of_database(error.orig)
    return None


def fault_behind(error: Exception) -> Fault | None:
    """The sentence for a damaged database, if that may be what a program stumbled over that expects none.

    None when the database is whole, or cannot be asked: then the error is the program's own.
    """
    try:
        settings = read_settings()
        must_be_readable(settings.database, settings.var / MARK)
        engine = open_engine(settings.database)
        must_be_whole(engine)
        engine.dispose()
    except Refused as refused:
        return refused.faults[0]
    except Exception as another:
        return fault_of(another)
    return None


def _of_disk(error: OSError) -> Fault | None:
    if not isinstance(error.filename, str | bytes):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Fault(*_swapped("the disk", error.errno), code="disk")
        return None
    name = error.filename if isinstance(error.filename, str) else error.filename.decode(errors="replace")
    if error.errno in DISK:
        return Fault(*_swapped(name, error.errno), code="disk")
    return Fault(f"{name} cannot be used ({error.strerror})", "", "name another", "disk")


def _swapped(name: str, number: int | None) -> tuple[str, str, str]:
    said, mend = DISK[number or 0]
    return f"{name} {said}", "", mend


def _of_database(cause: BaseException | None) -> Fault:
    said = next(iter(str(cause).splitlines()), "without a word")
    if isinstance(cause, sqlite3.Error):
        for words, (what, mend) in SQLITE.items():
            if words in said:
                return Fault(what, DATABASE, mend, "database")
        if damage := damage_in(cause):
            return damage.faults[0]
        return Fault(
            f"the database does not answer as it should ({said})",
            DATABASE,
            "see that the file is this publisher's own, or bring back a backup: publisher restore FILE",
            "database",
        )
    return Fault(
        f"the database server does not answer as it should ({said})",
        DATABASE,
        "see that it runs, and that name and password are right",
        "database",
    )
