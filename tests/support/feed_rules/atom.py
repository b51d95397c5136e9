"""Atom by RFC 4287, and what the W3C's validator warns of."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml import etree

from tests.support.feed_rules.common import (
    MEDIA,
    html_wrongs,
    id_wrongs,
    only,
    parse,
    plain_wrongs,
    uri_wrongs,
)

NS = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
RELS = {
    "alternate",
    "self",
    "related",
    "enclosure",
    "via",
    "hub",
    "next",
    "previous",
    "first",
    "last",
    "current",
}
FEED = {"id", "title", "subtitle", "updated", "author", "link", "generator", "entry", "category"}
ENTRY = {"id", "title", "updated", "published", "author", "content", "summary", "link", "category"}


def atom_wrongs(body: bytes, location: str, *, now: datetime | None = None) -> list[str]:
    """Everything wrong with the document that is served at `location`; empty when nothing is."""
    feed = parse(body)
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    wrongs = [] if feed.tag == f"{NS}feed" else [f"the root is {feed.tag!r}"]
    wrongs += [] if feed.get(LANG) else ["no xml:lang"]
    wrongs += [*_children(feed, FEED), *_head(feed, "the feed", latest)]
    links = [dict(link.attrib) for link in feed.findall(f"{NS}link")]
    if [link["href"] for link in links if link.get("rel") == "self"] != [location]:
        wrongs.append(f"self is not where the feed is: {links}")
    wrongs += [wrong for link in links for wrong in _link(link)] + _alternates(links)
    wrongs += _author(feed, required=True)
    entries = feed.findall(f"{NS}entry")
    if entries and list(feed).index(entries[0]) < len(feed) - len(entries):
        wrongs.append("something of the feed's own stands behind an entry")
    for name in ("id", "updated"):
        seen = Counter(entry.findtext(f"{NS}{name}") for entry in entries)
        wrongs += [f"{many} entries share the {name} {value}" for value, many in seen.items() if many > 1]
    for entry in entries:
        wrongs += _entry(entry, latest)
    moments = [entry.findtext(f"{NS}updated") or "" for entry in entries]
    if moments and feed.findtext(f"{NS}updated") != max(moments):
        wrongs.append("the feed was not updated when its latest entry was")
    return wrongs


def _entry(entry: etree._Element, latest: datetime) -> Iterator[str]:
    name = entry.findtext(f"{NS}id") or "an entry"
    yield from _children(entry, ENTRY)
    yield from _head(entry, name, latest)
    published, wrong = only(entry, f"{NS}published")
    yield from wrong or _moment(published, name, latest)
    if published and _read(published) > _read(entry.findtext(f"{NS}updated") or ""):
        yield f"{name} was updated before it was published"
    yield from _author(entry, required=False)
    content = entry.find(f"{NS}content")
    if content is None or content.get("type") != "html" or not content.text:
        yield f"{name} has no HTML content"
    else:
        yield from html_wrongs(content.text, name)
    for summary in entry.findall(f"{NS}summary"):
        yield from plain_wrongs(summary.text or "", f"{name}'s summary")
        if not summary.text or summary.text == entry.findtext(f"{NS}title"):
            yield f"{name}'s summary says nothing of its own"
    links = [dict(link.attrib) for link in entry.findall(f"{NS}link")]
    for link in links:
        yield from _link(link)
    yield from _alternates(links)
    for category in entry.findall(f"{NS}category"):
        if not category.get("term") or not category.get("label"):
            yield f"{name} has a category without term or label"
        yield from uri_wrongs(category.get("scheme") or "", f"{name}'s category scheme")


def _head(element: etree._Element, name: str, latest: datetime) -> Iterator[str]:
    identifier, wrong = only(element, f"{NS}id")
    yield from wrong or id_wrongs(identifier)
    title, wrong = only(element, f"{NS}title")
    yield from wrong or plain_wrongs(title, f"{name}'s title")
    updated, wrong = only(element, f"{NS}updated")
    yield from wrong or _moment(updated, name, latest)


def _children(element: etree._Element, allowed: set[str]) -> Iterator[str]:
    for child in element:
        if child.tag not in {f"{NS}{name}" for name in allowed}:
            yield f"{child.tag!r} is not expected"


def _moment(value: str, name: str, latest: datetime) -> Iterator[str]:
    if not RFC3339.match(value):
        yield f"{name}: {value!r} is no RFC 3339 date"
    elif not datetime(1970, 1, 2, tzinfo=UTC) <= _read(value) <= latest:
        yield f"{name}: {value} is not plausible"


def _read(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _author(element: etree._Element, *, required: bool) -> list[str]:
    authors = element.findall(f"{NS}author")
    if required and not authors:
        return ["no author"]
    return [wrong for author in authors for wrong in only(author, f"{NS}name")[1]]


def _link(link: dict[str, str]) -> Iterator[str]:
    yield from uri_wrongs(link.get("href", ""), "a link")
    if link.get("rel", "alternate") not in RELS:
        yield f"the relation {link.get('rel')} is not registered"
    if not MEDIA.match(link.get("type", "")):
        yield f"a link without a media type: {link}"
    if "length" in link and (not link["length"].isdigit() or link["length"] == "0"):
        yield f"a link of length {link['length']}"


def _alternates(links: list[dict[str, str]]) -> list[str]:
    seen = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in links
        if link.get("rel", "alternate") == "alternate"
    )
    wrongs = [] if seen else ["no alternate link"]
    return wrongs + [f"{many} alternate links of {what}" for what, many in seen.items() if many > 1]
