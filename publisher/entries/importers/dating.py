"""The date that a piece bears: its own, its deadline, or that of the heading above it."""

import re
from dataclasses import replace
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime

from publisher.entries.entry import EntryDate
from publisher.entries.importers.block import Block
from publisher.entries.importers.dates import STAMP, FoundDate, find_dates, whole_date
from publisher.entries.importers.lexicon import of_events
from publisher.entries.importers.structure import Piece
from publisher.entries.importers.times import find_times


def without_day(title: str, body: list[Block], today: Day) -> tuple[str, list[Block]]:
    """A title that begins with its day ("12 March – Forum") gives the day to the text."""
    dates = find_dates(title, today)
    if not dates or dates[0].start or dates[0].date.day is None or not body:
        return title, body
    mark = re.match(r"\s*(?::|[-–—])\s*(?=\w)", title[dates[0].end :])
    rest = title[dates[0].end + mark.end() :] if mark else ""
    if not rest or find_dates(rest, today) or any(True for _ in find_times(rest)):
        return title, body
    day = title[: dates[0].end]
    line = replace(body[0], text=day, markdown=day, form="paragraph", links=(), marker="", cells=())
    return rest[:1].upper() + rest[1:], [line, *body]


def own_date(piece: Piece, title: str, today: Day) -> FoundDate | None:
    """The piece's own day: its title ends with it, or the line under the title says nothing else."""
    for found in find_dates(title, today):
        if found.end >= len(title.rstrip(" ).")) and found.date.day is not None and not found.guessed:
            return found
    if (
        not piece.body
        or "untitled" in piece.notes
        or piece.section_kind == "training"
        or of_events(piece.section)
    ):
        return None
    first = piece.body[0].text
    found_date = whole_date(first, today) if len(first) < 40 else None
    if (
        found_date is None
        or found_date.date.day is None
        or re.match(r"^(?:when|date)\b\s*:", first, re.IGNORECASE)
    ):
        return None
    return found_date if not found_date.guessed and found_date.date.first_day <= today else None


def stamped_date(piece: Piece, today: Day) -> FoundDate | None:
    """The day on which a piece says it came out ("Published 4 November 2025."), in its first or last line."""
    if not piece.body:
        return None
    for block in (piece.body[0], piece.body[-1]):
        for found in find_dates(block.text, today)[:1]:
            if (
                STAMP.search(block.text[: found.start])
                and (found.start < 30 or block is not piece.body[0])
                and not found.guessed
                and found.date.first_day <= today
            ):
                return found
    return None


def choose_date(
    own: FoundDate | None, above: FoundDate | None, deadline: Day | datetime | None, flags: list[str]
) -> EntryDate | None:
    found = own or above
    if found:
        if found.guessed:
            flags.append(f"date guessed: {found.date}, {found.guessed}")
        return found.date
    if deadline:
        day = deadline.date() if isinstance(deadline, datetime) else deadline
        flags.append("dated by its deadline: it bears no other date")
        return EntryDate(day.year, day.month, day.day)
    flags.append("undated: no date was found for it")
    return None
