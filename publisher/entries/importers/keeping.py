"""Drafts go into the database: new ones, newer versions, and nothing at all where nothing changed."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from publisher.entries import reading, stamps, versions
from publisher.entries.entry import Content
from publisher.entries.importers.draft import Draft, Imported, words
from publisher.entries.past import is_past
from publisher.entries.vocabulary import Vocabulary
from publisher.errors import refuse

ALIKE = 0.4


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
    return tuple(draft.content.slug for draft in imported.entries if is_past(draft.content, now))


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
        content, known = _matched(conn, draft)
        slug = content.slug
        before = reading.by_slug(conn, slug)
        if before is not None and known:
            after = before
        else:
            after = versions.save(conn, content, draft.source_text, now=now, by=by)
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


def _matched(conn: Connection, draft: Draft) -> tuple[Content, bool]:
    """The draft's content under the slug it is to have, and whether that entry has said just this before.

    A made slug may be another entry's by chance ("Welcome" of an earlier bulletin): then it gets a number.
    What was imported before and edited since is not imported over the edit.
    """
    content = draft.content
    if not draft.made:
        return content, False
    n = 1
    while history := reading.history(conn, content.slug):
        if any(replace(content, slug=version.content.slug) == version.content for version in history):
            return content, True
        if any(_alike(content, version.content) for version in history):
            return content, False
        n += 1
        content = replace(content, slug=f"{draft.content.slug}-{n}")
    return content, False


def _alike(one: Content, other: Content) -> bool:
    mine, theirs = (words(f"{content.title} {content.body}") for content in (one, other))
    shared = (mine & theirs).total()
    return shared >= ALIKE * max(mine.total(), theirs.total())
