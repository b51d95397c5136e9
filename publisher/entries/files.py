"""An entry's file, read: front matter and Markdown become a Content, or sentences saying what is wrong."""

import re
import unicodedata
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime
from pathlib import PurePath

from publisher.entries import front_matter, markdown
from publisher.entries.door import normalise
from publisher.entries.entry import Content
from publisher.entries.fields import MAX_SLUG, SLUG, Fields, known_word
from publisher.entries.kinds import KINDS
from publisher.entries.vocabulary import Vocabulary
from publisher.errors import Refused, refuse
from subscribers.faults import Fault
from subscribers.nearest import nearest

__all__ = ["checked_slug", "flags", "normalise", "parse", "slug_of", "slugify"]


def parse(source: bytes, name: str, vocabulary: Vocabulary) -> Content:
    """The entry that a file holds; its slug is the file's name without `.md`.

    source: the file's bytes. name: its path, for sentences. Times come out in UTC; local ones are read
    in the vocabulary's zone. An `except` item that names no audience is kept as text (see `flags`).
    Raises Refused with every fault found, each naming file, line and key.
    """
    slug = slug_of(name)
    matter, body = front_matter.split(normalise(source, name), name)
    fields = Fields(front_matter.read(matter, name), name)
    zone = vocabulary.zone
    audiences = {key: audience.title for key, audience in vocabulary.audiences.items()}
    content = Content(
        slug=slug,
        title=fields.text("title"),
        kind=fields.word("kind", KINDS, "kind", "unknown_kind"),
        date=fields.date(),
        body=body,
        summary=fields.text("summary"),
        for_=fields.words("for", audiences, "audience", "unknown_audience"),
        except_=_except(fields, audiences),
        topics=fields.words("topics", vocabulary.topics, "topic", "unknown_topic"),
        starts=fields.moment("starts", zone),
        ends=fields.moment("ends", zone),
        book_by=fields.moment("book_by", zone),
        place=fields.text("place"),
        price=fields.text("price"),
        member_price=fields.text("member_price"),
        level=fields.text("level"),
        link=fields.url("link"),
        enclosure=fields.enclosure(),
        language=fields.language(),
        release=fields.instant("release", zone, closing=False),
        expires=fields.instant("expires", zone, closing=True),
        relations=fields.relations(slug),
        author=fields.text("author"),
    )
    if not content.title:
        fields.fault("title", "there is no title", "write one", "missing")
    if _before(content.ends, content.starts):
        fields.fault("ends", "it ends before it starts", "mend one of the two", "bad_date")
    if content.release and content.expires and content.expires <= content.release:
        fields.fault("expires", "it expires before it is released", "mend one of the two", "bad_date")
    try:
        markdown.check(body)
    except Refused as refused:
        fields.faults += [Fault(fault.what, name, fault.mend, fault.code) for fault in refused.faults]
    if fields.faults:
        raise Refused(*fields.faults)
    return content


def _except(fields: Fields, audiences: dict[str, str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text, _ in fields.texts("except"):
        parts = [part.strip() for part in text.split(",")]
        words = [known_word(part, audiences) for part in parts if part]
        # A sentence may hold a comma: only a list of audiences and nothing else is divided at it.
        found |= dict.fromkeys([text] if None in words else [word for word in words if word])
    return tuple(found)


def _before(later: Day | datetime | None, earlier: Day | datetime | None) -> bool:
    if later is None or earlier is None:
        return False
    if isinstance(later, datetime) and isinstance(earlier, datetime):
        return later < earlier
    as_days = [moment.date() if isinstance(moment, datetime) else moment for moment in (later, earlier)]
    return as_days[0] < as_days[1]


def flags(content: Content, vocabulary: Vocabulary) -> tuple[Fault, ...]:
    """What an editor should look at although the entry can be read: undated, an `except` in words."""
    found = []
    if content.date is None:
        found.append(Fault("the entry bears no date", content.slug, "give it one", "undated"))
    for item in content.except_:
        if item not in vocabulary.audiences:
            near = nearest(item, vocabulary.audiences)
            found.append(
                Fault(
                    f"'{item}' in except names no audience and is kept as words: it keeps nobody out",
                    content.slug,
                    near if near.startswith("did you") else "name an audience if somebody is to be kept out",
                    "except_words",
                )
            )
    return tuple(found)


def slug_of(name: str) -> str:
    """The slug that a file's name gives. Raises Refused, with a name that would do, when it gives none."""
    return checked_slug(PurePath(name).name.removesuffix(".md"), name[-200:])


def checked_slug(slug: str, where: str = "") -> str:
    """`slug`, if it can be part of an address. Raises Refused, with one that would do, if not."""
    if SLUG.fullmatch(slug) and len(slug) <= MAX_SLUG:
        return slug
    raise refuse(
        f"'{slug[:80]}' cannot be part of an address",
        where=where,
        mend=f"name the file {slugify(slug) or 'in-small-letters'}.md",
        code="bad_slug",
    )


def slugify(text: str) -> str:
    """Small letters, figures and hyphens made of `text`, at most 80 characters; empty if none are in it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        if len(slug) + len(word) >= 80:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or (words[0][:80] if words else "")
