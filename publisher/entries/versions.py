"""SQL: save an entry's versions, each immutable; a correction of a released entry is counted."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from publisher.entries import reading
from publisher.entries.door import clean, line
from publisher.entries.entry import Content, Version
from publisher.entries.export import write
from publisher.entries.files import checked_slug
from publisher.entries.markdown import to_html, to_text
from publisher.entries.record import cleaned, to_record
from publisher.errors import refuse
from publisher.store.tables import entry, entry_version
from subscribers.once import insert_once


def save(
    conn: Connection,
    content: Content,
    source: str | bytes,
    *,
    now: datetime,
    by: str = "",
    correction_note: str = "",
) -> Version:
    """Save `content` as its entry's next version; the same again changes nothing. Returns the newest version.

    source: the file it came from, empty for content from elsewhere (a canonical file is then written).
    correction_note: not empty and the entry is released: a correction, which moves `updated_at` and
    makes the entry due once more. A release time ahead of `now` is the entry's embargo; expiry is taken
    from the newest version. Raises Refused for a slug that makes no address, for text beyond Markdown's
    limits, and for a withdrawn entry.
    """
    content = cleaned(content)
    checked_slug(content.slug)
    text = clean(source.decode("utf-8-sig") if isinstance(source, bytes) else source) or write(content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    record = to_record(content)
    kept = _entry(conn, content.slug)
    if kept is None:
        kept = _new_entry(conn, content.slug, now)
    last = _last(conn, kept.version_id)
    if last is not None and last.hash == digest and last.content == record:
        return reading.known(conn, content.slug)
    _refuse_withdrawn(kept)
    note = line(correction_note)
    corrects = bool(note) and kept.released_at is not None
    correction = kept.correction + corrects
    version_id = conn.scalar(
        insert(entry_version)
        .values(
            entry_id=kept.id,
            number=last.number + 1 if last else 1,
            correction=correction,
            note=note if corrects else "",
            kind=content.kind,
            title=content.title,
            date=record["date"],
            content=record,
            source=text,
            html=to_html(content.body),
            text=to_text(content.body),
            hash=digest,
            saved_at=now,
            saved_by=by,
        )
        .returning(entry_version.c.id)
    )
    stamps: dict[str, Any] = {
        "version_id": version_id,
        "correction": correction,
        "expires_at": content.expires,
        "release_at": _embargo(kept, content, now),
    }
    if corrects:
        stamps["updated_at"] = now
    conn.execute(update(entry).where(entry.c.id == kept.id).values(stamps))
    return reading.known(conn, content.slug)


def _entry(conn: Connection, slug: str) -> Row[Any] | None:
    return conn.execute(select(entry).where(entry.c.slug == slug).with_for_update()).one_or_none()


def _new_entry(conn: Connection, slug: str, now: datetime) -> Row[Any]:
    conn.execute(insert_once(conn, entry).values(slug=slug, created_at=now, version_id=0))
    return conn.execute(select(entry).where(entry.c.slug == slug).with_for_update()).one()


def _last(conn: Connection, version_id: int) -> Row[Any] | None:
    return conn.execute(select(entry_version).where(entry_version.c.id == version_id)).one_or_none()


def _refuse_withdrawn(kept: Row[Any]) -> None:
    if kept.withdrawn_at is not None:
        raise refuse(
            f"'{kept.slug}' is withdrawn; it takes no new version",
            mend="save the text as an entry of another name",
            code="withdrawn",
        )


def _embargo(kept: Row[Any], content: Content, now: datetime) -> datetime | None:
    # An embargo that came while the clock stood still is not lost when the file is saved again.
    if content.release is not None and (content.release > now or content.release == kept.release_at):
        return content.release
    return None
