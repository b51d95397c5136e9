"""Telling a database server that is away, and comes back, from a mistake that a person must mend."""

import psycopg
from sqlalchemy.exc import DBAPIError

# Closed by the server, or not let in for the moment: shutting down, starting up, no slot free.
COMES_BACK = ("08", "57P", "53300")
# What a server says, before there are codes, of a name or a password: waiting would not mend it.
NEVER_BY_ITSELF = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied")


def away(error: BaseException) -> str:
    """Why PostgreSQL cannot be reached at present, in its own words; '' when `error` is of another kind."""
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while cause is not None and not isinstance(cause, psycopg.Error):
        cause = cause.__cause__
    if not isinstance(cause, psycopg.OperationalError):
        return ""
    said = " ".join(str(cause).split())
    code = cause.sqlstate or ""
    if (code and not code.startswith(COMES_BACK)) or any(word in said for word in NEVER_BY_ITSELF):
        return ""
    return said[:200] or type(cause).__name__
