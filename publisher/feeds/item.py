"""One item of a feed: an entry as it stands, its tombstone, or the note of a correction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from publisher.entries.entry import Enclosure, Version
from publisher.entries.kinds import KINDS
from publisher.feeds import body
from publisher.feeds.text import line, title
from publisher.links import Links
from publisher.schedule import Schedule

PLACES = 16


@dataclass(frozen=True)
class Category:
    """A kind, an audience or a topic: its key, the address it lives under, its name in words."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True)
class Item:
    """As Atom and RSS need it: `id` for ever, `address` a page, times UTC, `html` complete and safe.

    `related` is the entry that a correction corrects, else empty.
    """

    id: str
    address: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    author: str
    language: str
    categories: tuple[Category, ...]
    enclosure: Enclosure | None
    related: str


def items(
    versions: Iterable[Version],
    corrections: Mapping[int, tuple[Version, ...]],
    schedule: Schedule,
    links: Links,
) -> list[Item]:
    """Every item these entries make, the latest change first.

    `corrections` holds, by entry, the version that made each correction, oldest first.
    """
    found: list[Item] = []
    for version in versions:
        found.append(_entry(version, schedule, links))
        made = corrections.get(version.entry_id, ())
        found += [_correction(version, state, schedule, links) for state in made]
    return sorted(found, key=lambda item: (item.updated, item.id), reverse=True)


def _entry(version: Version, schedule: Schedule, links: Links) -> Item:
    content = version.content
    address = links.entry(content.slug)
    published = _first_shown(version)
    withdrawn = version.withdrawn_at is not None
    named = title(content.title)
    return Item(
        id=links.tag(f"entry/{content.slug}"),
        address=address,
        title=f"Withdrawn: {named}" if withdrawn else named,
        summary="" if withdrawn else title(content.summary),
        html=body.tombstone(version, schedule) if withdrawn else body.full(version, schedule),
        published=published,
        updated=_told_apart(max(version.updated_at or published, published), version, 0),
        author=line(content.author) or schedule.organisation.name,
        language=content.language or schedule.organisation.language,
        categories=_categories(version, schedule, links),
        enclosure=None if withdrawn else content.enclosure,
        related="",
    )


def _correction(version: Version, made: Version, schedule: Schedule, links: Links) -> Item:
    """The correction's own item; when the entry is withdrawn it says only that."""
    entry = _entry(version, schedule, links)
    number, latest = made.correction, made.correction == version.correction
    text = body.correction(version if latest else made, made.note, entry.address, schedule, whole=latest)
    return replace(
        entry,
        id=links.tag(f"entry/{version.content.slug}/correction-{number}"),
        address=links.correction(version.content.slug, number),
        title=entry.title if version.withdrawn_at else f"Correction: {entry.title}",
        summary="" if version.withdrawn_at else title(made.note),
        html=entry.html if version.withdrawn_at else text,
        published=made.saved_at.replace(microsecond=0),
        updated=_told_apart(version.withdrawn_at or made.saved_at, version, number),
        enclosure=None,
        related=entry.address,
    )


def _first_shown(version: Version) -> datetime:
    shown = version.published_at or version.released_at
    return (shown or version.saved_at).replace(microsecond=0)


def _told_apart(moment: datetime, version: Version, place: int) -> datetime:
    # Entries released by one stroke of the clock share a second; validators warn of two items with the same
    # `updated`. The fraction of the second is the entry's own, so it is the same in every feed and for ever.
    return moment.replace(microsecond=(version.entry_id * PLACES + place % PLACES) % 1_000_000)


def _categories(version: Version, schedule: Schedule, links: Links) -> tuple[Category, ...]:
    content = version.content
    kind = KINDS.get(content.kind)
    found = [Category(content.kind, links.page("kind/"), kind.title if kind else content.kind)]
    found += [
        Category(key, links.page("audience/"), schedule.audiences[key].title)
        for key in content.for_
        if key in schedule.audiences
    ]
    found += [
        Category(key, links.page("topic/"), schedule.topics[key])
        for key in content.topics
        if key in schedule.topics
    ]
    return tuple(found)
