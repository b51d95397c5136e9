"""The words of an item as HTML: facts, text, where to go, and the safety notice at the end of each."""

from datetime import datetime
from html import escape

from publisher.entries.entry import EntryDate, Version
from publisher.entries.words import date_words
from publisher.feeds.lasting import lasting_facts
from publisher.feeds.text import clean
from publisher.schedule import Schedule


def full(version: Version, schedule: Schedule) -> str:
    """Everything the entry says."""
    content = version.content
    day = (version.published_at or version.saved_at).astimezone(schedule.organisation.zone).date()
    known = lasting_facts(content, day, schedule.organisation.zone)
    parts = [f"<p>{escape(' · '.join(known), quote=False)}</p>" if known else "", version.html]
    if content.link:
        parts.append(f"<p>More: {_anchor(content.link)}</p>")
    if content.enclosure:
        parts.append(f"<p>File: {_anchor(content.enclosure.url)}</p>")
    return _closed(parts, schedule)


def tombstone(version: Version, schedule: Schedule) -> str:
    """That an entry was withdrawn, when and why; nothing of what it said."""
    when = f" on {_day(version.withdrawn_at, schedule)}" if version.withdrawn_at else ""
    why = f" {_sentence(version.withdrawn_reason)}" if version.withdrawn_reason.strip() else ""
    said = f"This entry was withdrawn{when}.{why} Please do not use what it said."
    return _closed([f"<p>{escape(said, quote=False)}</p>"], schedule)


def correction(version: Version, note: str, address: str, schedule: Schedule, *, whole: bool) -> str:
    """What was corrected, where the entry is, and, if `whole`, the entry as it now stands."""
    parts = [
        f"<p><strong>Corrected:</strong> {escape(_sentence(note), quote=False)}</p>",
        f"<p>The entry: {_anchor(address)}</p>",
    ]
    return _closed(parts, schedule) if not whole else clean("\n".join(parts)) + "\n" + full(version, schedule)


def _closed(parts: list[str], schedule: Schedule) -> str:
    notice = f"<p><strong>{escape(schedule.organisation.safety_notice, quote=False)}</strong></p>"
    return clean("\n".join([*filter(None, parts), notice]))


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address, quote=False)}</a>'


def _day(moment: datetime, schedule: Schedule) -> str:
    local = moment.astimezone(schedule.organisation.zone)
    return date_words(EntryDate(local.year, local.month, local.day))


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."
