"""SQL: release, release what comes due, withdraw: the stamps of an entry's life."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select, update

from publisher.entries import reading
from publisher.entries.door import line
from publisher.entries.entry import Version
from publisher.entries.vocabulary import Vocabulary
from publisher.errors import refuse
from publisher.store.tables import entry

ARCHIVE_HOUR = time(9)
DEFAULT_ZONE = Vocabulary().zone


def release(
    conn: Connection, slug: str, now: datetime, archived: bool = False, *, zone: ZoneInfo = DEFAULT_ZONE
) -> Version:
    """Make an entry public; one that is public already, or whose embargo lies ahead, stays as it is.

    archived: as published before, under its own date (its first day at 09:00 in `zone`, but never after
    `now`) and due in no publication. Raises Refused for an unknown or withdrawn entry, or for an
    archived one without a date.
    """
    kept = _locked(conn, slug)
    if kept.withdrawn_at is not None:
        raise refuse(
            f"'{slug}' is withdrawn and cannot be released",
            mend="save it under another name",
            code="withdrawn",
        )
    embargoed = kept.release_at is not None and kept.release_at > now and not archived
    if kept.released_at is None and not embargoed:
        published = _own_date(conn, slug, now, zone) if archived else now
        conn.execute(
            update(entry)
            .where(entry.c.id == kept.id, entry.c.released_at.is_(None))
            .values(
                released_at=now,
                archived=archived,
                published_at=published,
                updated_at=published,
                release_at=None,
            )
        )
    return reading.known(conn, slug)


def release_due(conn: Connection, now: datetime) -> list[str]:
    """Release every entry whose embargo is over, as of the embargo's own moment; return their slugs."""
    over = (entry.c.release_at <= now, entry.c.released_at.is_(None), entry.c.withdrawn_at.is_(None))
    slugs = list(conn.scalars(select(entry.c.slug).where(*over).order_by(entry.c.release_at, entry.c.id)))
    if slugs:
        conn.execute(
            update(entry)
            .where(*over)
            .values(
                released_at=entry.c.release_at,
                published_at=entry.c.release_at,
                updated_at=entry.c.release_at,
                release_at=None,
            )
        )
    return slugs


def withdraw(conn: Connection, slug: str, reason: str, now: datetime) -> Version:
    """Withdraw an entry: if it was public a tombstone stays, with the reason. Doing it again changes nothing.

    Raises Refused for an unknown entry or without a reason.
    """
    kept = _locked(conn, slug)
    words = line(reason)
    if not words:
        raise refuse(
            f"no reason is given for withdrawing '{slug}'", mend="say why in one sentence", code="no_reason"
        )
    if kept.withdrawn_at is None:
        moved = {"updated_at": now} if kept.released_at is not None else {}
        conn.execute(
            update(entry)
            .where(entry.c.id == kept.id)
            .values(withdrawn_at=now, withdrawn_reason=words, release_at=None, **moved)
        )
    return reading.known(conn, slug)


def _locked(conn: Connection, slug: str) -> Row[Any]:
    kept = conn.execute(select(entry).where(entry.c.slug == slug).with_for_update()).one_or_none()
    if kept is None:
        raise reading.unknown(conn, slug)
    return kept


def _own_date(conn: Connection, slug: str, now: datetime, zone: ZoneInfo) -> datetime:
    date = reading.known(conn, slug).content.date
    if date is None:
        raise refuse(
            f"'{slug}' bears no date and cannot go into the archive",
            mend="give it a date first",
            code="undated",
        )
    return min(now, datetime.combine(date.first_day, ARCHIVE_HOUR, tzinfo=zone))
