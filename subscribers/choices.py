"""SQL: choices, each set of audiences, topics, language and format kept once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from subscribers.once import insert_once
from subscribers.tables import choice

FORMATS = ("html", "text")


@dataclass(frozen=True)
class Choice:
    """What a subscription asks for; no topics means all of them."""

    id: int
    audiences: frozenset[str]
    topics: frozenset[str]
    language: str
    format: str


def choice_id(
    conn: Connection, audiences: Iterable[str], topics: Iterable[str], language: str, format: str
) -> int:
    """The id of the choice with exactly these words, made if it is new.

    format: 'html' or 'text'; anything else raises ValueError.
    """
    if format not in FORMATS:
        raise ValueError(f"a format is html or text, not {format!r}")
    chosen, wanted = sorted(set(audiences)), sorted(set(topics))
    key = json.dumps([chosen, wanted, language, format], ensure_ascii=False, separators=(",", ":"))
    found: int | None = conn.scalar(select(choice.c.id).where(choice.c.key == key))
    if found is not None:
        return found
    new = {"audiences": chosen, "topics": wanted, "language": language, "format": format}
    conn.execute(insert_once(conn, choice).values(key=key, **new))
    made: int = conn.scalars(select(choice.c.id).where(choice.c.key == key)).one()
    return made


def by_ids(conn: Connection, ids: Iterable[int]) -> dict[int, Choice]:
    """Choices by their ids; ids that name none are left out."""
    rows = conn.execute(select(choice).where(choice.c.id.in_(sorted(set(ids)))))
    return {
        row.id: Choice(row.id, frozenset(row.audiences), frozenset(row.topics), row.language, row.format)
        for row in rows
    }
