"""When something starts, where, and until when one can book: read out of its lines."""

import re
from collections.abc import Sequence
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime, time
from zoneinfo import ZoneInfo

from publisher.entries.importers.dates import STAMP, FoundDate, find_dates
from publisher.entries.importers.lexicon import DEADLINE
from publisher.entries.importers.places import place_behind, place_below
from publisher.entries.importers.times import find_times

_BOOK_BY = re.compile(
    r"\b(?:book(?:ing|ings)?(?: must be (?:made|received))?(?: closes?| deadline| by| before| no later "
    r"than|ing by)|closing date for bookings?|rsvp(?: by)?|register (?:by|before)|registration closes?|"
    r"book (?:your |a )?places? (?:by|before)|please book[^.]{0,30} by)\b",
    re.IGNORECASE,
)

# A name before the day, of what takes place then: "Two-day course: Tuesday 23 June".
_NAMED = re.compile(
    r"^(?!.*\b(?:interview|shortlist|expir|review|launch|from|since|until))[A-Z][\w\s()’'-]{2,40}:\s*$",
    re.IGNORECASE,
)


def find_until(
    lines: Sequence[str], near: Day, zone: ZoneInfo, notes: list[str]
) -> tuple[Day | datetime | None, Day | datetime | None]:
    """(booking closes, deadline): the date that follows the words that speak of it, in the same line."""
    from_booking = from_deadline = None
    for line in lines:
        for pattern, booking in ((_BOOK_BY, True), (DEADLINE, False)):
            match = pattern.search(line)
            if not match or (from_booking if booking else from_deadline):
                continue
            dates = [
                d
                for d in find_dates(line, near)
                if d.date.day and match.start() <= d.end and d.start - match.end() < 60
            ]
            if not dates:
                continue
            moment = _moment(dates[0], line, zone, within=25)
            _note_year(dates[0], line, notes)
            if booking:
                from_booking = moment
            elif not (from_booking and from_booking == moment):
                from_deadline = moment
    return from_booking, from_deadline


def _note_year(found: FoundDate, line: str, notes: list[str]) -> None:
    if found.guessed:
        notes.append(
            f"year guessed: '{line[found.start : found.end]}' does not say it; {found.date} was taken"
        )


def _moment(found: FoundDate, line: str, zone: ZoneInfo, within: int) -> Day | datetime:
    for one in find_times(line):
        if -within <= one.start - found.end <= within or 0 <= found.start - one.end <= within:
            return datetime.combine(found.date.first_day, one.begins, zone)
    return found.date.first_day


def find_when_and_where(
    lines: Sequence[str], near: Day, zone: ZoneInfo, notes: list[str]
) -> tuple[Day | datetime | None, Day | datetime | None, str]:
    """The first day with a time, or said as the event's day; and the place named behind it."""
    days: list[tuple[FoundDate, str, bool]] = []
    for n, line in enumerate(lines):
        times = list(find_times(line))
        for found in find_dates(line, near):
            if (
                found.date.day is None
                or _BOOK_BY.search(line[max(0, found.start - 45) : found.start])
                or DEADLINE.search(line[max(0, found.start - 45) : found.start])
                or STAMP.search(line[max(0, found.start - 20) : found.start])
            ):
                continue
            timed = any(-40 <= one.start - found.end <= 40 for one in times)
            said = bool(re.match(r"^(?:when|date|dates|date and time|day)\b\s*[:–-]", line, re.IGNORECASE))
            led = found.start <= 4 and len(line) < 140 if n else found.date.first_day > near
            led = led and line[: found.start].strip().lower() != "on"
            weekday = bool(
                re.match(r"(?:mon|tue|wed|thu|fri|sat|sun)", line[found.start : found.end], re.IGNORECASE)
            )
            ahead = (
                bool(
                    re.search(
                        r"\b(?:on|from|starts?|starting|begins?|takes? place|held|runs?|running)\s*$",
                        line[: found.start],
                        re.IGNORECASE,
                    )
                )
                and found.date.first_day >= near
            )
            led = led or bool(_NAMED.match(line[: found.start]) and found.date.first_day >= near)
            if timed or said or led or (weekday and ahead):
                days.append((found, line, timed or said))
    if not days:
        return None, None, ""
    several = len({found.date for found, _, _ in days}) > 1
    if several and not any(sure for _, _, sure in days):
        notes.append("several dates: none was taken as the start")
        return None, None, ""
    found, line, _ = next((one for one in days if one[2]), days[0])
    if several:
        notes.append(f"several dates: {found.date} was taken as the start")
    _note_year(found, line, notes)
    starts, ends = _span(found, line, lines, zone)
    return starts, ends, place_behind(found, line, lines[0]) or place_below(lines, line)


def _span(
    found: FoundDate, line: str, lines: Sequence[str], zone: ZoneInfo
) -> tuple[Day | datetime, Day | datetime | None]:
    first, last = found.date.first_day, found.last
    for one in find_times(line):
        if -40 <= one.start - found.end <= 60:
            return _combine(first, one.begins, zone), _combine(
                last or first, one.ends, zone
            ) if one.ends else last
    below = lines[lines.index(line) + 1 :][:2] if len(line) < 60 and line in lines else []
    for other in lines:
        if other in below or re.match(r"^times?\b\s*[:–-]", other, re.IGNORECASE):
            for one in find_times(other):
                return _combine(first, one.begins, zone), _combine(
                    last or first, one.ends, zone
                ) if one.ends else last
    return first, last


def _combine(day: Day, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)
