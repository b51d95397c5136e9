"""SQL: insert what may be there already; the one place where that differs by database."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


def insert_once(conn: Connection, table: Table) -> Insert:
    """An INSERT into `table` that passes over any row whose unique key is taken: the first does it."""
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
