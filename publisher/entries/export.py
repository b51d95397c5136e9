"""Entries written as files: as they came in, or canonical where they came from elsewhere."""

import json
import re

from publisher.entries.dates import write_moment
from publisher.entries.entry import Content, Enclosure, Version
from publisher.entries.front_matter import FENCE, tidy_body

_PLAIN = re.compile(r"[A-Za-z0-9£€(][^\x00-\x1f\x7f-\x9f\u2028\u2029#:{}\[\],&*!|>'\"%@`\\]*")


def export(entry: Content | Version, source: str = "") -> bytes:
    """The bytes of the entry's file, UTF-8: its stored source, or a canonical file when there is none.

    Reading these bytes and exporting again gives the same bytes.
    """
    return (source or write(entry.content if isinstance(entry, Version) else entry)).encode("utf-8")


def write(content: Content) -> str:
    """A canonical file for `content`: `files.parse` reads an equal Content from it, under the same slug.

    Times are written in UTC.
    """
    lines = [FENCE]
    for key, value in _values(content):
        if isinstance(value, tuple):
            lines.append(f"{key}: [{', '.join(_scalar(item) for item in value)}]")
        elif isinstance(value, Enclosure):
            parts = f"url: {_quoted(value.url)}, type: {_scalar(value.type)}, length: {value.length}"
            lines.append(f"{key}: {{{parts}}}")
        else:
            lines.append(f"{key}: {_scalar(value)}")
    body = tidy_body(content.body)
    return "\n".join([*lines, FENCE, "", body, ""] if body else [*lines, FENCE, ""])


def _values(content: Content) -> list[tuple[str, str | tuple[str, ...] | Enclosure]]:
    pairs: list[tuple[str, str | tuple[str, ...] | Enclosure | None]] = [
        ("title", content.title),
        ("kind", content.kind),
        ("date", str(content.date) if content.date else ""),
        ("for", content.for_),
        ("except", content.except_),
        ("topics", content.topics),
        ("starts", write_moment(content.starts) if content.starts else ""),
        ("ends", write_moment(content.ends) if content.ends else ""),
        ("book_by", write_moment(content.book_by) if content.book_by else ""),
        ("place", content.place),
        ("price", content.price),
        ("member_price", content.member_price),
        ("level", content.level),
        ("link", content.link),
        ("enclosure", content.enclosure),
        ("language", content.language),
        ("release", write_moment(content.release) if content.release else ""),
        ("expires", write_moment(content.expires) if content.expires else ""),
        *((sort, _related(content, sort)) for sort in ("replaces", "follows-up")),
        ("summary", content.summary),
        ("author", content.author),
    ]
    return [(key, value) for key, value in pairs if value]


def _related(content: Content, sort: str) -> tuple[str, ...]:
    return tuple(relation.slug for relation in content.relations if relation.sort == sort)


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text == text.strip():
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
