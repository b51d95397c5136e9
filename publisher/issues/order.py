"""The order in which entries stand where no editor has put them in another."""

from collections.abc import Iterable
from datetime import date, datetime

from publisher.entries.entry import Content, Version
from publisher.entries.kinds import KINDS

FAR = date.max


def in_reading_order(versions: Iterable[Version]) -> list[Version]:
    """By kind; within a kind what closes or happens soonest first, then by date and release."""
    return sorted(versions, key=_key)


def _key(version: Version) -> tuple[bool, int, date, date, datetime | None, str]:
    content = version.content
    kinds = list(KINDS)
    place = kinds.index(content.kind) if content.kind in KINDS else len(kinds)
    urgent = content.kind in KINDS and KINDS[content.kind].urgent
    written = content.date.first_day if content.date else FAR
    return not urgent, place, _soonest(content), written, version.released_at, content.slug


def _soonest(content: Content) -> date:
    when = content.book_by or content.starts or content.ends
    if when is None:
        return FAR
    return when.date() if isinstance(when, datetime) else when
