"""SQL: many rows handed to one statement as JSON, and moments as each database keeps them.

One statement for a whole batch, and not one per row, lets SQLite work outside Python's lock and
PostgreSQL answer in one round trip. What must differ between the two stands here.
"""

# ruff: noqa: S608 - statements are put together from constants of this package only

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Connection

SQLITE_TYPES = {"int": "INTEGER", "text": "TEXT", "at": "TEXT"}
POSTGRESQL_TYPES = {"int": "BIGINT", "text": "TEXT", "at": "TIMESTAMPTZ"}


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
