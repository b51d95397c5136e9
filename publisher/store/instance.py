"""SQL: the one row that says which installation a database belongs to, and whether this copy may send."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select, update

from publisher.store.tables import instance

MARK = "instance"


@dataclass(frozen=True)
class Instance:
    """An installation: identity, base URL it was made or confirmed for, tag authority (RFC 4151)."""

    uuid: str
    base_url: str
    tag_authority: str
    created_at: datetime


def settle(conn: Connection, var: Path, base_url: str, *, home: str, now: datetime) -> Instance:
    """The database's installation row, made on first use together with the mark kept in the var folder.

    home: the site's own address from the schedule; its host and today's date become the tag authority,
    which outlives every later change of address.
    """
    found = read(conn)
    if found is not None:
        return found
    authority = f"{urlsplit(home).hostname or 'localhost'},{now:%Y-%m-%d}"
    made = Instance(str(uuid.uuid4()), base_url, authority, now)
    conn.execute(
        insert(instance).values(
            id=1, uuid=made.uuid, base_url=base_url, tag_authority=authority, created_at=now
        )
    )
    _write_mark(var, made.uuid)
    return made


def read(conn: Connection) -> Instance | None:
    """The installation row, or None in a database that was never used."""
    row = conn.execute(select(instance)).one_or_none()
    if row is None:
        return None
    return Instance(row.uuid, row.base_url, row.tag_authority, row.created_at)


def locked_because(conn: Connection, var: Path, base_url: str) -> str:
    """Why this copy of the database must not send; empty when it may.

    A restored snapshot or a staging copy has another mark beside it or answers at another address.
    """
    found = read(conn)
    if found is None:
        return ""
    mark = var / MARK
    if not mark.exists() or mark.read_text(encoding="ascii").strip() != found.uuid:
        return "this database was restored, or copied from another installation"
    if found.base_url != base_url:
        return f"this database was made for {found.base_url}, and this installation answers at {base_url}"
    return ""


def confirm(conn: Connection, var: Path, base_url: str, *, now: datetime) -> None:
    """A person says that this copy is the one that sends: it takes a new identity and this address."""
    identity = str(uuid.uuid4())
    conn.execute(update(instance).values(uuid=identity, base_url=base_url, confirmed_at=now))
    _write_mark(var, identity)


def forget_mark(var: Path) -> None:
    """After a restore: without its mark the database is locked until a person confirms it."""
    (var / MARK).unlink(missing_ok=True)


def _write_mark(var: Path, identity: str) -> None:
    var.mkdir(parents=True, exist_ok=True)
    (var / MARK).write_text(identity + "\n", encoding="ascii")
