"""A Content as the record that the database keeps: every field as text, lists and back again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from publisher.entries.dates import read_date, read_moment, write_moment
from publisher.entries.door import clean
from publisher.entries.entry import Content, Enclosure, Relation
from publisher.entries.vocabulary import Vocabulary

_TEXTS = (
    "title",
    "kind",
    "body",
    "summary",
    "place",
    "price",
    "member_price",
    "level",
    "link",
    "language",
    "author",
)
_TUPLES = ("for_", "except_", "topics")
_MOMENTS = ("starts", "ends", "book_by", "release", "expires")
_ZONE = Vocabulary().zone  # every stored time carries its offset; no zone is asked


def cleaned(content: Content) -> Content:
    """`content` with every text in the form that the door lets in; what came by the door stays as it is."""
    texts: dict[str, Any] = {name: clean(getattr(content, name)) for name in _TEXTS}
    tuples: dict[str, Any] = {
        name: tuple(filter(None, map(clean, getattr(content, name)))) for name in _TUPLES
    }
    return replace(content, **texts, **tuples)


def to_record(content: Content) -> dict[str, Any]:
    """Everything but the slug, in JSON's types."""
    record: dict[str, Any] = {name: getattr(content, name) for name in _TEXTS}
    record |= {name: list(getattr(content, name)) for name in _TUPLES}
    for name in _MOMENTS:
        moment = getattr(content, name)
        record[name] = "" if moment is None else write_moment(moment)
    record["date"] = str(content.date) if content.date else ""
    enclosure = content.enclosure
    record["enclosure"] = [enclosure.url, enclosure.type, enclosure.length] if enclosure else []
    record["relations"] = [[relation.sort, relation.slug] for relation in content.relations]
    return record


def from_record(slug: str, record: dict[str, Any]) -> Content:
    """The Content that `to_record` took apart."""
    moments = {name: read_moment(record[name], _ZONE) if record[name] else None for name in _MOMENTS}
    return Content(
        slug=slug,
        **{name: str(record[name]) for name in _TEXTS},
        for_=tuple(record["for_"]),
        except_=tuple(record["except_"]),
        topics=tuple(record["topics"]),
        date=read_date(record["date"]) if record["date"] else None,
        starts=moments["starts"],
        ends=moments["ends"],
        book_by=moments["book_by"],
        release=_instant(moments["release"]),
        expires=_instant(moments["expires"]),
        enclosure=Enclosure(*record["enclosure"]) if record["enclosure"] else None,
        relations=tuple(Relation(sort, other) for sort, other in record["relations"]),
    )


def _instant(moment: object) -> datetime | None:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None
