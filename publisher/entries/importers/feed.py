"""An RSS or Atom feed becomes drafts. Parsed confined, from bytes; a document type is refused."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from datetime import date as Day  # noqa: N812 - as in entry.py
from typing import Any

import feedparser

from publisher.confine import confined
from publisher.entries.entry import Content, Enclosure, EntryDate
from publisher.entries.export import write
from publisher.entries.files import slugify
from publisher.entries.importers.block import Block, pack, unpack
from publisher.entries.importers.body import write_body
from publisher.entries.importers.checking import keep_every_word
from publisher.entries.importers.draft import Draft, Fate, Imported
from publisher.entries.importers.facts import find_facts
from publisher.entries.importers.html import read_html
from publisher.entries.importers.inline import usable
from publisher.entries.importers.page import free_slug
from publisher.entries.importers.structure import Piece
from publisher.entries.importers.telling import tell_kind
from publisher.entries.kinds import KINDS
from publisher.entries.vocabulary import Vocabulary
from publisher.errors import refuse

MOST_ITEMS = 2_000
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def take_feed(
    data: bytes, name: str, address: str, taken: set[str], vocabulary: Vocabulary, today: Day
) -> Imported:
    """Drafts and fates of a feed; its items are numbered as lines, from 1. Line 0 is its own title.

    Raises Refused for a DTD, for what is no feed, and for one without items.
    """
    if _DTD.search(data) or (b"\0" in data[:200] and _DTD.search(data.replace(b"\0", b""))):
        raise refuse(
            "it declares a document type or entities, which feeds do not need",
            where=name,
            mend="take the lines that begin with <!DOCTYPE out",
            code="xml_dtd_forbidden",
        )
    read = json.loads(confined(feed_confined, data, name, address, what=name))
    if not read["items"]:
        what = "the feed holds no items" if read["feed"] else "it is neither an RSS nor an Atom feed"
        raise refuse(what, where=name, mend="check the address of the feed", code="not_a_feed")
    if read["count"] > MOST_ITEMS:
        raise refuse(
            f"the feed holds {read['count']:,} items; at most {MOST_ITEMS:,} are read",
            where=name,
            mend="save it as a file and divide it",
            code="too_many",
        )
    fates = [Fate(0, read["title"], "furniture", None, name)] if read["title"] else []
    drafts = []
    for line, item in enumerate(read["items"], 1):
        blocks = unpack(json.dumps(item["blocks"]).encode())
        shown = [block for block in blocks if block.form not in ("image", "rule")]
        draft = _draft(item, shown, read["title"], taken, vocabulary, today)
        drafts.append(draft)
        slug = draft.content.slug
        fates.append(Fate(line, item["title"] or "(no title)", "entry", slug, name))
        for block in blocks:
            for _, text in block.lines:
                kept = block in shown
                fate: Any = "entry" if kept else "image not taken" if block.form == "image" else "furniture"
                fates.append(Fate(line, text, fate, slug if kept else None, name))
    return Imported(tuple(drafts), tuple(fates))


def feed_confined(data: bytes, name: str, address: str) -> bytes:
    """For the child: title and items as JSON, the items' HTML as packed blocks."""
    parsed = feedparser.parse(
        data, response_headers={"content-location": address} if address else {}, sanitize_html=False
    )
    items = []
    for entry in parsed.entries[:MOST_ITEMS]:
        content = entry.get("content") or []
        body = max((part.get("value", "") for part in content), key=len, default="") or entry.get(
            "summary", ""
        )
        plain = not re.search(r"<[a-zA-Z]|&\w+;", body)
        page = body if not plain else "<p>" + "</p><p>".join(body.split("\n\n")) + "</p>"
        blocks = read_html(
            b"<meta charset=utf-8><body>" + page.encode(), name, entry.get("link", "") or address
        )
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        enclosure = (entry.get("enclosures") or [{}])[0]
        items.append(
            {
                "title": " ".join(re.sub(r"<[^>]*>", "", entry.get("title", "")).split()),
                "link": usable(entry.get("link", ""), address),
                "when": list(when[:6]) if when else None,
                "blocks": json.loads(pack(blocks)),
                "categories": [tag.get("term") or "" for tag in entry.get("tags", [])],
                "author": entry.get("author", ""),
                "language": entry.get("language", "") or "",
                "enclosure": [
                    enclosure.get("href", ""),
                    enclosure.get("type", ""),
                    str(enclosure.get("length", "0")),
                ],
            }
        )
    feed = parsed.feed
    return json.dumps(
        {
            "title": feed.get("title", ""),
            "feed": bool(parsed.version),
            "count": len(parsed.entries),
            "items": items,
        }
    ).encode()


def _draft(
    item: dict[str, Any],
    blocks: list[Block],
    title_of_feed: str,
    taken: set[str],
    vocabulary: Vocabulary,
    today: Day,
) -> Draft:
    flags: list[str] = []
    title = item["title"]
    if not title:
        title = (" ".join(blocks[0].text.split()[:8]) + "…") if blocks else "Untitled"
        flags.append(f"untitled: '{title}' was put there")
    day = _day(item["when"], vocabulary) if item["when"] else None
    date = EntryDate(day.year, day.month, day.day) if day else None
    if date is None:
        flags.append("undated: the feed gives it no date")
    facts = find_facts(title, blocks, day or today, vocabulary.zone)
    kind, topics, for_ = _categories(item["categories"], vocabulary)
    if kind is None:
        told = tell_kind(
            Piece(title=title, body=blocks), title_of_feed, dated=facts.starts is not None, deadline=""
        )
        kind = told.kind
        flags.append(f"kind guessed: {kind}, {told.guess or 'from the title of the feed'}")
    content = Content(
        slug=slugify(f"{date} {title}" if date else title) or "entry",
        title=title[:300],
        kind=kind,
        date=date,
        body=write_body(blocks),
        for_=for_,
        except_=facts.except_,
        topics=topics,
        place=facts.place,
        price=facts.price,
        member_price=facts.member_price,
        level=facts.level,
        link=item["link"] if item["link"].startswith("http") else "",
        enclosure=_enclosure(item["enclosure"]),
        author=" ".join(item["author"].split())[:200],
    )
    flags += [f"except is text: '{who}' names no audience, so it keeps nobody out" for who in facts.except_]
    if not for_:
        flags.append("no audience: it reaches everyone")
    content, _ = keep_every_word(content, blocks)
    content = replace(content, slug=free_slug(content.slug, taken))
    return Draft(content, tuple(dict.fromkeys(flags)), write(content), made=True)


def _categories(
    terms: list[str], vocabulary: Vocabulary
) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """(kind, topics, audiences) that the item's categories name."""
    said = {term.strip().casefold() for term in terms}
    kind = next(
        (k.key for k in KINDS.values() if said & {k.key, k.title.casefold(), k.plural.casefold()}), None
    )
    topics = tuple(
        key for key, title in vocabulary.topics.items() if said & {key.casefold(), title.casefold()}
    )
    for_ = tuple(
        key for key, a in vocabulary.audiences.items() if said & {key.casefold(), a.title.casefold()}
    )
    return kind, topics, for_


def _enclosure(given: list[str]) -> Enclosure | None:
    url, media_type, length = given
    if not usable(url, "").startswith("http") or not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", media_type.lower()):
        return None
    return Enclosure(
        usable(url, ""), media_type.lower(), int(length) if length.isdigit() and len(length) < 15 else 0
    )


def _day(when: list[int], vocabulary: Vocabulary) -> Day:
    year, month, day, hour, minute, second = when
    moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return moment.astimezone(vocabulary.zone).date()
