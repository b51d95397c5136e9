"""SQL: read entries' versions, by slug, by id, or as the site shows them."""

import difflib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from publisher.entries.entry import Version
from publisher.entries.record import from_record
from publisher.errors import Refused, refuse
from publisher.store.tables import entry, entry_version

AT_ONCE = 500


def by_slug(conn: Connection, slug: str) -> Version | None:
    """The newest version of an entry, released or not; None when there is no such entry."""
    found = conn.execute(_versions(newest=True).where(entry.c.slug == slug)).one_or_none()
    return version_of(found) if found else None


def known(conn: Connection, slug: str) -> Version:
    """The newest version of an entry. Raises Refused, with the nearest known slug, when there is none."""
    version = by_slug(conn, slug)
    if version is None:
        raise unknown(conn, slug)
    return version


def unknown(conn: Connection, slug: str) -> Refused:
    """The refusal for a slug that names no entry."""
    near = difflib.get_close_matches(slug, list(conn.scalars(select(entry.c.slug))), 1)
    mend = f"did you mean '{near[0]}'?" if near else "see them all with: publisher entries list"
    return refuse(f"there is no entry '{slug}'", mend=mend, code="unknown_entry")


def by_ids(conn: Connection, version_ids: Iterable[int]) -> dict[int, Version]:
    """Versions by their ids; ids that name none are left out."""
    ids = sorted(set(version_ids))
    found: dict[int, Version] = {}
    for start in range(0, len(ids), AT_ONCE):
        part = _versions().where(entry_version.c.id.in_(ids[start : start + AT_ONCE]))
        found |= {row.id: version_of(row) for row in conn.execute(part)}
    return found


def released(
    conn: Connection, now: datetime, *, include_tombstones: bool = True, include_expired: bool = False
) -> list[Version]:
    """The newest version of each public entry, newest publication first.

    Withdrawn entries are in it as tombstones unless `include_tombstones` is false; expired ones are
    not unless `include_expired`.
    """
    query = _versions(newest=True).where(entry.c.released_at <= now)
    if not include_tombstones:
        query = query.where(entry.c.withdrawn_at.is_(None))
    if not include_expired:
        query = query.where(or_(entry.c.expires_at.is_(None), entry.c.expires_at > now))
    return [
        version_of(row)
        for row in conn.execute(query.order_by(entry.c.published_at.desc(), entry.c.id.desc()))
    ]


def all_entries(conn: Connection) -> list[Version]:
    """The newest version of every entry, drafts too, newest first by creation."""
    query = _versions(newest=True).order_by(entry.c.created_at.desc(), entry.c.id.desc())
    return [version_of(row) for row in conn.execute(query)]


def history(conn: Connection, slug: str) -> list[Version]:
    """All versions of an entry, oldest first; empty when there is no such entry."""
    query = _versions().where(entry.c.slug == slug).order_by(entry_version.c.number)
    return [version_of(row) for row in conn.execute(query)]


def corrections(conn: Connection, now: datetime) -> list[Version]:
    """Of each released entry and each of its corrections the newest version, newest first.

    `saved_at` of the version numbered first within a correction is when it was made: see `history`.
    """
    query = (
        _versions()
        .where(entry.c.released_at <= now, entry_version.c.correction > 0)
        .order_by(entry_version.c.entry_id, entry_version.c.correction, entry_version.c.number)
    )
    newest = {(row.entry_id, row.version_correction): version_of(row) for row in conn.execute(query)}
    return sorted(newest.values(), key=lambda version: (version.saved_at, version.id), reverse=True)


def source_of(conn: Connection, version_id: int) -> str:
    """The file of a version as it came in, normalised; empty when there is no such version."""
    return conn.scalar(select(entry_version.c.source).where(entry_version.c.id == version_id)) or ""


def embargo_of(conn: Connection, slug: str) -> datetime | None:
    """When the clock will release an entry that is not public yet; None when it will not."""
    return conn.scalar(select(entry.c.release_at).where(entry.c.slug == slug, entry.c.released_at.is_(None)))


def _versions(*, newest: bool = False) -> Select[Any]:
    on = entry.c.version_id == entry_version.c.id if newest else entry.c.id == entry_version.c.entry_id
    return select(
        entry_version.c.id,
        entry_version.c.entry_id,
        entry_version.c.number,
        entry_version.c.correction.label("version_correction"),
        entry_version.c.note,
        entry_version.c.content,
        entry_version.c.html,
        entry_version.c.text,
        entry_version.c.saved_at,
        entry.c.slug,
        entry.c.released_at,
        entry.c.published_at,
        entry.c.updated_at,
        entry.c.expires_at,
        entry.c.withdrawn_at,
        entry.c.withdrawn_reason,
        entry.c.archived,
    ).join_from(entry, entry_version, on)


def version_of(row: Row[Any]) -> Version:
    """The Version in a row of this file's query."""
    return Version(
        id=row.id,
        entry_id=row.entry_id,
        number=row.number,
        correction=row.version_correction,
        note=row.note,
        content=from_record(row.slug, row.content),
        html=row.html,
        text=row.text,
        saved_at=row.saved_at,
        released_at=row.released_at,
        published_at=row.published_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason or "",
        archived=row.archived,
    )
