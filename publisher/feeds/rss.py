"""RSS 2.0 documents by the RSS Advisory Board's profile, made by feedgen."""

from collections.abc import Sequence

from feedgen.feed import FeedGenerator

from publisher.feeds.extension import Channel, Extras
from publisher.feeds.heading import Heading
from publisher.feeds.item import Item

TYPE = "application/rss+xml"


def rss(heading: Heading, items: Sequence[Item]) -> bytes:
    """The feed with these items in this order, as UTF-8."""
    feed = FeedGenerator()
    feed.register_extension("channel", Channel, Extras, atom=False)
    feed.title(heading.title)
    feed.description(heading.subtitle)
    feed.language(heading.language)
    feed.generator("publisher")
    feed.link(href=heading.addresses["rss"], rel="self", type=TYPE)
    feed.link(href=heading.page, rel="alternate")
    built = max((item.updated for item in items), default=heading.made)
    feed.lastBuildDate(built)
    feed.pubDate(built)
    for item in items:
        _add(feed, item)
    return bytes(feed.rss_str())


def _add(feed: FeedGenerator, item: Item) -> None:
    entry = feed.add_entry(order="append")
    entry.title(item.title)
    entry.link(href=item.address)
    entry.guid(item.id, permalink=False)
    entry.pubDate(item.published)
    # content:encoded has to come behind a description; the summary in words is that.
    entry.description(item.summary or item.title)
    entry.content(item.html, type="html")
    for category in item.categories:
        entry.category(term=category.label, scheme=category.scheme)
    entry.channel.creator = item.author
    if item.enclosure:
        entry.enclosure(item.enclosure.url, str(item.enclosure.length), item.enclosure.type)
