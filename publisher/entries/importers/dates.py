"""Dates and times as people write them in running text. Days come before months, as in Britain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - `date` is a field here
from datetime import time

from publisher.entries.entry import EntryDate

NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS = {name: n for n, name in enumerate(NAMES, 1)} | {name[:3]: n for n, name in enumerate(NAMES, 1)}
MONTHS["sept"] = 9
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
# Nobody reads dates out of a line that is longer; looking on would only cost time.
LONGEST_LINE = 5_000
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_MONTH = "(?P<{}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = (
    r"(?:(?P<weekday>" + "|".join(WEEKDAYS) + r"|mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?,?\s+(?:the\s+)?)?"
)
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,?\s+(?P<{}>(?:19|20)\d\d)\b(?!\s?[-–/]\s?\d\d))?"

_DAY_MONTH = re.compile(
    _WEEKDAY
    + _DAY.format("day")
    + r"(?:\s?(?:-|–|to|and|&)\s?"
    + _DAY.format("day2")
    + r")?\s+(?:of\s+)?"
    + _MONTH.format("month")
    + _YEAR.format("year"),
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    _WEEKDAY + _MONTH.format("month") + r"\s+" + _DAY.format("day") + r"(?!\d)" + _YEAR.format("year"),
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<![\d/.])(?P<day>\d{1,2})([/.])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d\d)(?![\d/])")
_ISO = re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")
_MONTH_YEAR = re.compile(
    r"\b" + _MONTH.format("month") + r",?\s+(?P<year>(?:19|20)\d\d)\b(?!\s?[-–/]\s?\d\d)", re.IGNORECASE
)
_SEASON_YEAR = re.compile(
    r"\b(?P<season>spring|summer|autumn|winter)(?:\s+term)?,?\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_HOUR = r"(?P<{h}>\d{{1,2}})(?:[.:](?P<{m}>\d\d))?\s?(?P<{p}>am|pm|noon)?"
_TIMES = re.compile(
    r"(?<![\d£.])(?:"
    + _HOUR.format(h="h1", m="m1", p="p1")
    + r"\s?(?:-|–|—|to|until|till)\s?"
    + _HOUR.format(h="h2", m="m2", p="p2")
    + r")(?!\d|\s?(?:st|nd|rd|th)\b|[/%])",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d£.])(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?\s?(?P<p>am|pm|noon)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FoundDate:
    """A date seen in text at [start, end). last: the end of a range of days. guessed: why it is unsure."""

    start: int
    end: int
    date: EntryDate
    last: Day | None = None
    guessed: str = ""


@dataclass(frozen=True)
class FoundTime:
    """A time, or a span of times, seen in text at [start, end)."""

    start: int
    end: int
    begins: time
    ends: time | None = None


def find_dates(text: str, near: Day) -> list[FoundDate]:
    """Every date in `text`, in order; a date without a year is the next one on or after `near`."""
    text = text[:LONGEST_LINE]
    found: list[FoundDate] = []
    for pattern in (_ISO, _FIGURES, _DAY_MONTH, _MONTH_DAY, _MONTH_YEAR, _SEASON_YEAR):
        for match in pattern.finditer(text):
            overlaps = any(match.start() < other.end and other.start < match.end() for other in found)
            seen = None if overlaps else _read(match, near)
            if seen:
                found.append(seen)
    return sorted(found, key=lambda one: one.start)


def _read(match: re.Match[str], near: Day) -> FoundDate | None:
    parts = match.groupdict()
    place = (match.start(), match.end())
    if parts.get("season"):
        month = SEASONS[parts["season"].lower()]
        return FoundDate(*place, EntryDate(int(parts["year"]), month), guessed=f"from '{match[0]}'")
    month = int(parts["month"]) if parts["month"].isdigit() else MONTHS[parts["month"].lower()]
    if not parts.get("day"):
        return FoundDate(*place, EntryDate(int(parts["year"]), month))
    day, guessed = int(parts["day"]), ""
    if parts["year"]:
        year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    else:
        if match[0].lower().lstrip().startswith(("may ", "march ")) and match[0][0].islower():
            return None  # "they may 3 times a year march"
        year, guessed = _year_of(day, month, parts.get("weekday"), near)
    try:
        first = Day(year, month, day)
        last = Day(year, month, int(parts["day2"])) if parts.get("day2") else None
    except ValueError:
        return None
    return FoundDate(*place, EntryDate(first.year, first.month, first.day), last, guessed)


def _year_of(day: int, month: int, weekday: str | None, near: Day) -> tuple[int, str]:
    """The year a date without one most likely means, and why it is unsure ('' if its weekday proves it)."""
    candidates = []
    for year in range(near.year - 1, near.year + 3):
        try:
            candidates.append(Day(year, month, day))
        except ValueError:
            continue
    if weekday:
        fits = [one for one in candidates if WEEKDAYS[one.weekday()].startswith(weekday.lower()[:3])]
        if fits:
            closest = min(fits, key=lambda one: (abs((one - near).days), one))
            return closest.year, "" if len(fits) == 1 else "the year is not said"
    coming = [one for one in candidates if one >= near]
    return (coming[0].year if coming else near.year), "the year is not said"


def find_times(text: str) -> Iterator[FoundTime]:
    """Every time of day in `text` that says am, pm or noon at least once, or has a colon or full stop."""
    text = text[:LONGEST_LINE]
    end = 0
    for match in _TIMES.finditer(text):
        p1, p2 = match["p1"], match["p2"]
        if not (p1 or p2 or (match["m1"] and match["m2"])):
            continue
        begins, ends = _time(match["h1"], match["m1"], p1), _time(match["h2"], match["m2"], p2)
        if p2 and not p1:
            same = _time(match["h1"], match["m1"], p2)
            begins = same if same and ends and same < ends else _time(match["h1"], match["m1"], "am")
        if begins and ends:
            end = match.end()
            yield FoundTime(match.start(), end, begins, ends)
    for match in _TIME.finditer(text, end):
        at = _time(match["h"], match["m"], match["p"])
        if at:
            yield FoundTime(match.start(), match.end(), at)


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    value = int(hour)
    if half and half.lower() in ("pm", "noon") and value < 12:
        value += 12
    if half and half.lower() == "am" and value == 12:
        value = 0
    return time(value, int(minute or 0)) if value < 24 and int(minute or 0) < 60 else None


_AROUND = re.compile(
    r"\b(?:edition|issue|number|no|vol|volume|newsletter|bulletin|e-bulletin|update|updates|briefing|"
    r"digest|round-?up|"
    r"week commencing|week ending|week beginning|w/c|w/e|date|dated|published|posted|issued|updated|"
    r"last updated|for|of|"
    r"the|from|"
    r"monthly|weekly|quarterly|term|meeting|mon|tues?|wed|thur?s?|fri|sat|sun|"
    + "|".join(WEEKDAYS)
    + r")\b|[\d\W_]+",
    re.IGNORECASE,
)


def whole_date(text: str, near: Day) -> FoundDate | None:
    """The date that a line says and little else ("March 2024", "Issue 12, Autumn 2025"), or None."""
    if len(text) > 70:
        return None
    found = find_dates(text, near)
    if len(found) != 1 or any(True for _ in find_times(text)):
        return None
    rest = text[: found[0].start] + " " + text[found[0].end :]
    return None if _AROUND.sub("", rest).strip() else found[0]
