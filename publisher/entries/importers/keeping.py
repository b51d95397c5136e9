"""Drafts go into the database: new ones, newer versions, and nothing at all where nothing changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from publisher.entries import reading, stamps, versions
from publisher.entries.importers.draft import Imported
from publisher.entries.vocabulary import Vocabulary
from publisher.errors import refuse

OLD = timedelta(days=60)


@dataclass(frozen=True)
class Kept:
    """Slugs, by what became of each. unreleased: those that could not be archived, for want of a date."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    unreleased: tuple[str, ...] = ()


def past(imported: Imported, now: datetime) -> tuple[str, ...]:
    """The slugs of drafts whose date is over sixty days old: nobody should get them by accident."""
    limit = (now - OLD).date()
    return tuple(
        d.content.slug for d in imported.entries if d.content.date and d.content.date.last_day < limit
    )


def keep(
    conn: Connection,
    imported: Imported,
    *,
    release: bool,
    archive: bool,
    now: datetime,
    by: str = "",
    vocabulary: Vocabulary | None = None,
) -> Kept:
    """Save every draft. release: make them public now; archive: as published before, due nowhere.

    Doing it twice changes nothing. An archived entry needs a date; one without stays a draft and is told.
    Raises Refused when both are asked.
    """
    if release and archive:
        raise refuse("--release and --archive exclude each other", mend="choose one of the two", code="usage")
    zone = (vocabulary or Vocabulary()).zone
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    released: list[str] = []
    unreleased: list[str] = []
    for draft in imported.entries:
        slug = draft.content.slug
        before = reading.by_slug(conn, slug)
        after = versions.save(conn, draft.content, draft.source_text, now=now, by=by)
        kept = added if before is None else unchanged if before.number == after.number else changed
        kept.append(slug)
        if after.released_at is not None or not (release or archive):
            continue
        if archive and draft.content.date is None:
            unreleased.append(slug)
            continue
        if stamps.release(conn, slug, now, archived=archive, zone=zone).released_at is not None:
            released.append(slug)
    return Kept(tuple(added), tuple(changed), tuple(unchanged), tuple(released), tuple(unreleased))
