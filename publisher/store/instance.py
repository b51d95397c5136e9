"""SQL: the one row that says which installation a database belongs to, and whether this copy may send."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, select, text, update

from publisher.store.tables import instance
from subscribers.once import insert_once

MARK = "instance"


@dataclass(frozen=True)
class Instance:
    """An installation: its database's place, the base URL it may send under, tag authority (RFC 4151)."""

    place: str
    base_url: str
    tag_authority: str
    created_at: datetime


def settle(conn: Connection, var: Path, base_url: str, *, home: str, now: datetime) -> Instance:
    """The database's installation row, made on first use.

    home: the site's own address from the schedule; its host and today's date become the tag authority,
    which outlives every later change of address.
    """
    found = read(conn)
    if found is not None:
        return found
    authority = f"{urlsplit(home).hostname or 'localhost'},{now:%Y-%m-%d}"
    made = Instance(_new_place(conn, var), base_url, authority, now)
    # Two processes of a new installation may come here at once: the first one's row is everybody's.
    conn.execute(
        insert_once(conn, instance).values(
            id=1, place=made.place, base_url=base_url, tag_authority=authority, created_at=now
        )
    )
    return read(conn) or made


def read(conn: Connection) -> Instance | None:
    """The installation row, or None in a database that was never used."""
    row = conn.execute(select(instance)).one_or_none()
    if row is None:
        return None
    return Instance(row.place, row.base_url, row.tag_authority, row.created_at)


def locked_because(conn: Connection, var: Path, base_url: str) -> str:
    """Why this copy of the database must not send; empty when it may.

    A restored or copied database lives in another place than its row says, or answers at another address.
    """
    found = read(conn)
    if found is None:
        return ""
    if found.place != _place(conn, var):
        return "this database was restored, or copied from another installation"
    if found.base_url != base_url:
        return f"this database was made for {found.base_url}, and this installation answers at {base_url}"
    return ""


def confirm(conn: Connection, var: Path, base_url: str, *, now: datetime) -> None:
    """A person says that this copy, here and at this address, is the one that sends."""
    conn.execute(update(instance).values(place=_new_place(conn, var), base_url=base_url, confirmed_at=now))


def lock(conn: Connection) -> None:
    """After a restore: nothing is sent until a person confirms."""
    conn.execute(update(instance).values(place=""))


def _place(conn: Connection, var: Path) -> str:
    """Where a database lives: PostgreSQL's cluster and name; for SQLite a mark in the var folder."""
    if conn.dialect.name == "postgresql":
        where = "SELECT system_identifier || '/' || current_database() FROM pg_control_system()"
        return str(conn.scalar(text(where)))
    mark = var / MARK
    return mark.read_text(encoding="ascii", errors="replace").strip() if mark.exists() else "unmarked"


def _new_place(conn: Connection, var: Path) -> str:
    if conn.dialect.name == "sqlite":
        var.mkdir(parents=True, exist_ok=True)
        (var / MARK).write_text(f"{uuid.uuid4()}\n", encoding="ascii")
    return _place(conn, var)
