"""Atom documents (RFC 4287), made by feedgen."""

from collections.abc import Sequence
from datetime import datetime

from feedgen.feed import FeedGenerator

from publisher.feeds.extension import Extras
from publisher.feeds.heading import Heading
from publisher.feeds.item import Item

TYPE = "application/atom+xml"


def atom(heading: Heading, items: Sequence[Item]) -> bytes:
    """The feed with these items in this order, as UTF-8."""
    feed = FeedGenerator()
    feed.id(heading.id)
    feed.title(heading.title)
    feed.subtitle(heading.subtitle)
    feed.language(heading.language)
    feed.author(name=heading.author)
    feed.generator("publisher")
    feed.link(href=heading.addresses["atom"], rel="self", type=TYPE)
    # feedgen takes the link given last for the feed's own in RSS, so the page comes last in both.
    feed.link(href=heading.page, rel="alternate", type="text/html", hreflang=heading.language)
    feed.updated(_latest(items, heading.made))
    for item in items:
        _add(feed, item, heading)
    return bytes(feed.atom_str())


def _latest(items: Sequence[Item], otherwise: datetime) -> datetime:
    return max((item.updated for item in items), default=otherwise)


def _add(feed: FeedGenerator, item: Item, heading: Heading) -> None:
    entry = feed.add_entry(order="append")
    entry.register_extension("extras", Extras, rss=False)
    entry.id(item.id)
    entry.title(item.title)
    entry.updated(item.updated)
    entry.published(item.published)
    entry.author(name=item.author)
    entry.content(item.html, type="html")
    if item.summary and item.summary != item.title:
        entry.summary(item.summary)
    for category in item.categories:
        entry.category(term=category.term, scheme=category.scheme, label=category.label)
    if item.language != heading.language:
        entry.extras.language = item.language
    entry.extras.links = _links(item)


def _links(item: Item) -> list[dict[str, str]]:
    found = [{"rel": "alternate", "type": "text/html", "href": item.address}]
    if item.related:
        found.append({"rel": "related", "type": "text/html", "href": item.related})
    if item.enclosure:
        file = {"rel": "enclosure", "type": item.enclosure.type, "href": item.enclosure.url}
        if item.enclosure.length:
            file["length"] = str(item.enclosure.length)
        found.append(file)
    return found
