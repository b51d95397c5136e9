"""SQL: statements that need not wait for each other's answers, sent in one go where that is possible."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Connection, TextClause
from sqlalchemy.exc import DBAPIError


class Together(Protocol):
    """Takes statements in the caller's transaction; done in this order, all by the end of the block."""

    dialect: str

    def do(self, statement: TextClause, parameters: Mapping[str, object]) -> list[int]:
        """Have the statement done. The first column of what it returns is in the list after the block."""


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

    def do(self, statement: TextClause, parameters: Mapping[str, object]) -> list[int]:
        done = self._conn.execute(statement, parameters)
        return [row[0] for row in done] if done.returns_rows else []


class _Pipeline:
    def __init__(self, conn: Connection) -> None:
        self.dialect, self._conn = conn.dialect.name, conn
        self.raw: Any = conn.connection.driver_connection
        self._asked: list[tuple[Any, list[int]]] = []

    def do(self, statement: TextClause, parameters: Mapping[str, object]) -> list[int]:
        found: list[int] = []
        self._asked.append((self.raw.execute(_written(statement, self._conn.dialect), parameters), found))
        return found

    def read(self) -> None:
        for cursor, found in self._asked:
            if cursor.description is not None:
                found += [row[0] for row in cursor.fetchall()]
            cursor.close()


@lru_cache(maxsize=64)
def _written(statement: TextClause, dialect: Any) -> str:
    return str(statement.compile(dialect=dialect))
