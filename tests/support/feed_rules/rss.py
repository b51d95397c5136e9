"""RSS 2.0 by its specification and the Advisory Board's profile, and what the W3C's validator warns of."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

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

ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d [+-]\d{4}\Z"
)
PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
CHANNEL = {
    *("title", "link", "description", "docs", "generator", "language", "lastBuildDate", "pubDate", "item"),
    ATOM_LINK,
}
ITEM = {"title", "link", "description", "guid", "category", "enclosure", "pubDate", ENCODED, CREATOR}


def rss_wrongs(body: bytes, location: str, *, now: datetime | None = None) -> list[str]:
    """Everything wrong with the document that is served at `location`; empty when nothing is."""
    root = parse(body)
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    wrongs = [] if (root.tag, root.get("version")) == ("rss", "2.0") else ["no RSS 2.0"]
    if dict(root.nsmap) != PREFIXES:
        wrongs.append(f"other prefixes than the usual ones: {root.nsmap}")
    (channel,) = root
    wrongs += [f"{child.tag!r} is not expected" for child in channel if child.tag not in CHANNEL]
    for name in ("title", "description"):
        text, wrong = only(channel, name)
        wrongs += wrong or list(plain_wrongs(text, f"the channel's {name}"))
    link, wrong = only(channel, "link")
    wrongs += wrong or list(uri_wrongs(link, "the channel's link"))
    language, wrong = only(channel, "language")
    wrongs += wrong or ([] if re.match(r"[a-z]{2}(-[A-Z]{2})?\Z", language) else [f"language {language}"])
    for name in ("lastBuildDate", "pubDate"):
        moment, wrong = only(channel, name)
        wrongs += wrong or list(_moment(moment, name, latest))
    selves = [dict(link.attrib) for link in channel.findall(ATOM_LINK)]
    if selves != [{"href": location, "rel": "self", "type": "application/rss+xml"}]:
        wrongs.append(f"self is not where the feed is: {selves}")
    items = channel.findall("item")
    if items and list(channel).index(items[0]) < len(channel) - len(items):
        wrongs.append("something of the channel's own stands behind an item")
    seen = Counter(item.findtext("guid") for item in items)
    wrongs += [f"{many} items share the guid {value}" for value, many in seen.items() if many > 1]
    return wrongs + [wrong for item in items for wrong in _item(item, latest)]


def _item(item: etree._Element, latest: datetime) -> Iterator[str]:
    name = item.findtext("guid") or "an item"
    yield from (f"{child.tag!r} is not expected" for child in item if child.tag not in ITEM)
    title, wrong = only(item, "title")
    yield from wrong or plain_wrongs(title, f"{name}'s title")
    link, wrong = only(item, "link")
    yield from wrong or uri_wrongs(link, f"{name}'s link")
    identifier, wrong = only(item, "guid")
    yield from wrong or id_wrongs(identifier)
    guid = item.find("guid")
    if guid is None or guid.get("isPermaLink") != "false":
        yield f"{name} passes its tag off as an address"
    moment, wrong = only(item, "pubDate")
    yield from wrong or _moment(moment, name, latest)
    yield from only(item, CREATOR)[1]
    description, wrong = only(item, "description")
    yield from wrong or plain_wrongs(description, f"{name}'s description")
    text, wrong = only(item, ENCODED)
    yield from wrong or html_wrongs(text, name)
    order = [child.tag for child in item]
    if "description" not in order or order.index("description") > order.index(ENCODED):
        yield f"{name} has its whole text before its description"
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield f"{name} has {len(enclosures)} enclosures"
    for enclosure in enclosures:
        yield from uri_wrongs(enclosure.get("url") or "", f"{name}'s enclosure")
        if not (enclosure.get("length") or "").isdigit() or not MEDIA.match(enclosure.get("type") or ""):
            yield f"{name}'s enclosure lacks length or type"
    for category in item.findall("category"):
        yield from plain_wrongs(category.text or "", f"{name}'s category")
        yield from uri_wrongs(category.get("domain") or "", f"{name}'s category domain")


def _moment(value: str, name: str, latest: datetime) -> Iterator[str]:
    if not RFC822.match(value):
        yield f"{name}: {value!r} is no RFC 822 date"
        return
    moment = parsedate_to_datetime(value)
    if moment.strftime("%a") != value[:3]:
        yield f"{name}: {value} is another day of the week"
    if not datetime(1980, 1, 1, tzinfo=UTC) <= moment <= latest:
        yield f"{name}: {value} is not plausible"
