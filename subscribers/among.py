"""SQL: the one place where 'one of these values' differs by database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, any_, cast, literal
from sqlalchemy.dialects.postgresql import ARRAY


def among(conn: Connection, column: Column[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether `column` holds one of `values`.

    PostgreSQL compares hundreds of separate parameters one by one while it has no statistics of a
    table just filled; one array it hashes.
    """
    if conn.dialect.name != "postgresql":
        return column.in_(values)
    array: Any = ARRAY(column.type)
    return column == any_(cast(literal(list(values), array), array))
