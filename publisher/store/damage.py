"""The one sentence for a SQLite file that is not as it was written, and how the database itself says so."""

import sqlite3

from sqlalchemy.exc import DatabaseError

from publisher.errors import Refused, refuse

WHERE = "PUBLISHER_DATABASE_URL"
MEND = "move it away, -wal and -shm too, and bring back the newest backup: publisher restore FILE"
SAYS = ("malformed", "not a database", "unsupported file format")


def damaged(found: str) -> Refused:
    """The refusal for a damaged file. found: what is wrong, in the database's own words or ours."""
    lines = [line for line in found.splitlines() if not line.startswith("***")]
    first = lines[0][:120] if lines else "it cannot be read"
    return refuse(
        f"the database file is damaged ({first}); nothing is sent from it",
        where=WHERE,
        mend=MEND,
        code="database_damaged",
    )


def damage_in(error: BaseException) -> Refused | None:
    """The refusal, where the database said that its file is not as it was written: nothing may go on then."""
    cause = error.orig if isinstance(error, DatabaseError) else error
    if isinstance(cause, sqlite3.DatabaseError) and any(word in str(cause) for word in SAYS):
        return damaged(str(cause))
    return None
