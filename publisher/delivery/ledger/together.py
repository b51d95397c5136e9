"""SQL: statements that need not wait for each other's answers, sent in one go where that is possible."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from publisher.delivery.ledger.rows import Over, Rows, packed, spelled_for_postgresql, spelled_for_sqlite

AT_ONCE = 1_000  # rows: SQLite takes at most 32,766 values in one statement


class Together(Protocol):
    """Takes statements in the caller's transaction; done in this order, all by the end of the block."""

    dialect: str

    def do(self, over: Over, rows: Rows, parameters: Mapping[str, object]) -> list[int]:
        """Have it done over `rows`. The first column of what it returns is in the list after the block."""


@contextmanager
def together(conn: Connection) -> Iterator[Together]:
    """A block of statements. PostgreSQL gets them, and the BEGIN before them, in one packet.

    Raises DBAPIError as `conn.execute` would, if not at once then at the end of the block.
    """
    if conn.dialect.name != "postgresql":
        yield _OneByOne(conn)
        return
    pipeline = _Pipeline(conn)
    errors: type[Exception] = conn.dialect.loaded_dbapi.Error
    try:
        with pipeline.raw.pipeline():
            yield pipeline
        pipeline.read()
    except errors as error:
        raise DBAPIError("several statements sent together", {}, error) from error


class _OneByOne:
    def __init__(self, conn: Connection) -> None:
        self.dialect, self._conn = conn.dialect.name, conn

    def do(self, over: Over, rows: Rows, parameters: Mapping[str, object]) -> list[int]:
        found: list[int] = []
        for start in range(0, len(rows), AT_ONCE):
            statement, values = spelled_for_sqlite(over, rows[start : start + AT_ONCE], parameters)
            done = self._conn.exec_driver_sql(statement, values)
            found += [row[0] for row in done] if done.returns_rows else []
        return found


class _Pipeline:
    def __init__(self, conn: Connection) -> None:
        self.dialect = conn.dialect.name
        self.raw: Any = conn.connection.driver_connection
        self._asked: list[tuple[Any, list[int]]] = []

    def do(self, over: Over, rows: Rows, parameters: Mapping[str, object]) -> list[int]:
        found: list[int] = []
        asked = self.raw.execute(spelled_for_postgresql(over), {"rows": packed(rows), **parameters})
        self._asked.append((asked, found))
        return found

    def read(self) -> None:
        for cursor, found in self._asked:
            if cursor.description is not None:
                found += [row[0] for row in cursor.fetchall()]
            cursor.close()
