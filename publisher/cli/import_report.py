"""What an import found and did: as words for an editor, and as JSON for scripts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from publisher.cli.saying import say
from publisher.entries.dates import write_moment
from publisher.entries.entry import Content
from publisher.entries.importers import Draft, Imported, Kept
from publisher.entries.words import counted, date_words

LONGEST = 100


def as_document(imported: Imported) -> dict[str, Any]:
    """The import as JSON's types: every entry with all its fields and flags, every line with its fate."""
    return {
        "entries": [_entry(draft) for draft in imported.entries],
        "fates": [
            {"line": fate.line, "text": fate.text, "fate": fate.fate, "entry": fate.entry}
            for fate in imported.fates
        ],
    }


def _entry(draft: Draft) -> dict[str, Any]:
    content = draft.content
    return {
        "slug": content.slug,
        "kind": content.kind,
        "title": content.title,
        "date": str(content.date) if content.date else None,
        "for": list(content.for_),
        "except": list(content.except_),
        "topics": list(content.topics),
        "flags": list(draft.flags),
        "starts": _moment(content, "starts"),
        "ends": _moment(content, "ends"),
        "book_by": _moment(content, "book_by"),
        "place": content.place,
        "price": content.price,
        "member_price": content.member_price,
        "level": content.level,
        "link": content.link,
        "enclosure": content.enclosure.url if content.enclosure else None,
        "summary": content.summary,
        "body": content.body,
    }


def _moment(content: Content, name: str) -> str | None:
    moment = getattr(content, name)
    return write_moment(moment) if moment is not None else None


def report(
    imported: Imported, kept: Kept, waiting: Mapping[str, str], names: Sequence[str], site: Path
) -> None:
    """Tell the editor at the terminal. waiting: until when an entry is under its embargo, in words."""
    shared = _shared_flags(imported)
    where = names[0] if len(names) == 1 else counted(len(names), "file")
    say(f"{counted(len(imported.entries), 'entry')} in {where}:")
    for n, draft in enumerate(imported.entries, 1):
        content = draft.content
        when = date_words(content.date) if content.date else "undated"
        say(f"\n{n:>4}  {content.title}")
        say(f"      {content.kind} · {when} · {content.slug}")
        for flag in draft.flags:
            if flag not in shared:
                say(f"      ! {flag}")
    if shared:
        say("\nAll of them:")
        for flag in shared:
            say(f"      ! {flag}")
    _fates(imported)
    _kept(kept, waiting)
    notices = imported.safety_notices
    if notices:
        say("\nA safety notice stood on the page; it belongs on everything, so it is no entry:")
        for notice in notices:
            say(f"      {notice}")
        say(f"      If it is yours, put it into {site / 'schedule.yaml'} as organisation.safety_notice.")


def _shared_flags(imported: Imported) -> list[str]:
    if len(imported.entries) < 3:
        return []
    seen = Counter(flag for draft in imported.entries for flag in draft.flags)
    return [flag for flag, number in seen.items() if number == len(imported.entries)]


def _fates(imported: Imported) -> None:
    sums = Counter(fate.fate for fate in imported.fates)
    said = ", ".join(f"{number} {'in entries' if fate == 'entry' else fate}" for fate, number in sums.items())
    say(f"\n{counted(len(imported.fates), 'line')}: {said}.")
    for fate in imported.fates:
        if fate.fate not in ("entry", "safety notice") and any(c.isalnum() for c in fate.text):
            text = fate.text if len(fate.text) <= LONGEST else fate.text[:LONGEST] + "…"
            say(f"      line {fate.line}, {fate.fate}: {text}")


def _kept(kept: Kept, waiting: Mapping[str, str]) -> None:
    parts = [
        f"{len(slugs)} {word}"
        for slugs, word in (
            (kept.added, "new"),
            (kept.changed, "changed"),
            (kept.unchanged, "unchanged"),
            (kept.released, "released"),
        )
        if slugs
    ]
    say(f"\nKept: {', '.join(parts) or 'nothing'}.")
    if kept.unreleased:
        say("Still drafts, because an archived entry needs a date:")
        for slug in kept.unreleased:
            say(f"      {slug}   (publisher entries edit {slug})")
    for slug, until in waiting.items():
        say(f"'{slug}' waits: it is released on {until}.")
    if set(kept.added) - set(waiting) and not kept.released:
        say(
            "They are drafts: look at them with publisher entries show SLUG, then publisher entries "
            "release SLUG."
        )
