"""SQL: many rows handed to one statement, and moments as each database keeps them.

One statement for a whole batch, and not one per row, lets SQLite work outside Python's lock and
PostgreSQL answer in one round trip. What must differ between the two stands here.
"""

# ruff: noqa: S608 - statements are put together from constants of this package only

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Connection

SQLITE_TYPES = {"int": "INTEGER", "text": "TEXT", "at": "TEXT"}
POSTGRESQL_TYPES = {"int": "BIGINT", "text": "TEXT", "at": "TIMESTAMPTZ"}
STEP = 8  # a statement is prepared for so many rows or a multiple, so that few different ones are kept
NAMED = re.compile(r":([a-z_]+)")

Rows = Sequence[tuple[object, ...]]


@dataclass(frozen=True)
class Over:
    """A statement over rows that are handed to it: `body` goes on behind `WITH name AS (…)`.

    columns: each name with its type: int, text, at (a moment). A row without an id must match nothing.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    body: str


@lru_cache(maxsize=512)
def _spelled(over: Over, count: int) -> tuple[str, tuple[str, ...]]:
    row = f"({','.join('?' * len(over.columns))})"
    names = ", ".join(column for column, _ in over.columns)
    head = f"WITH {over.name} ({names}) AS (VALUES {','.join([row] * count)})"
    return head + NAMED.sub("?", over.body), tuple(NAMED.findall(over.body))


def spelled_for_sqlite(
    over: Over, rows: Rows, parameters: Mapping[str, object]
) -> tuple[str, tuple[object, ...]]:
    """The statement and its values in order: SQLite takes rows as they are in half the time of JSON."""
    count = -(-len(rows) // STEP) * STEP
    statement, names = _spelled(over, count)
    values = [value for row in rows for value in row]
    values += [None] * ((count - len(rows)) * len(over.columns))
    return statement, (*values, *[parameters[name] for name in names])


@lru_cache(maxsize=64)
def spelled_for_postgresql(over: Over) -> str:
    """The statement; its rows are the parameter `rows`, `packed`."""
    return NAMED.sub(r"%(\1)s", rows_as(over.name, dict(over.columns), "postgresql") + over.body)


def rows_as(name: str, columns: dict[str, str], dialect: str) -> str:
    """`WITH name AS (…)` over the parameter :rows, a JSON array of arrays.

    columns: each name with its type: int, text, at (a moment).
    """
    if dialect == "sqlite":
        picked = ", ".join(
            f"json_extract(value, '$[{place}]') AS {column}" for place, column in enumerate(columns)
        )
        return f"WITH {name} AS (SELECT {picked} FROM json_each(:rows))"
    picked = ", ".join(
        f"CAST(value ->> {place} AS {POSTGRESQL_TYPES[kind]}) AS {column}"
        for place, (column, kind) in enumerate(columns.items())
    )
    return f"WITH {name} AS (SELECT {picked} FROM jsonb_array_elements(CAST(:rows AS jsonb)))"


def packed(rows: Iterable[Sequence[object]]) -> str:
    """Rows as the value of :rows; moments must have been written by `moment`."""
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))


def moment(conn: Connection, at: datetime) -> str:
    """An aware time as raw SQL takes it: SQLite keeps UTC as text, as the column type writes it."""
    return moment_for(conn.dialect.name, at)


@lru_cache(maxsize=64)
def moment_for(dialect: str, at: datetime) -> str:
    """The same, by the dialect's name."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%d %H:%M:%S.%f}" if dialect == "sqlite" else utc.isoformat()
