"""Dates as people write them in running text. Days come before months, as in Britain."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - `date` is a field here

from publisher.entries import dates
from publisher.entries.entry import EntryDate
from publisher.entries.importers.times import LONGEST_LINE, find_times

NAMES = [name.lower() for name in dates.MONTHS]
MONTHS = {name: n for n, name in enumerate(NAMES, 1)} | {name[:3]: n for n, name in enumerate(NAMES, 1)}
MONTHS["sept"] = 9
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_MONTH = "(?P<{}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = (
    r"(?:(?P<weekday>" + "|".join(WEEKDAYS) + r"|mon|tues?|wed|thur?s?|fri|sat|sun)s?\b\.?,?\s+(?:the\s+)?)?"
)
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,?\s+(?P<{}>(?:19|20)\d\d)\b(?!\s?[-–/]\s?\d\d))?"

_LISTED = (
    r"(?:(?:\s?[-–&+]\s?|,\s?(?:and\s|&\s)?|\s(?:to|and|until)\s)(?:(?:"
    + "|".join(WEEKDAYS)
    + r"|mon|tues?|wed|thur?s?|fri|sat|sun)s?\b\.?\s+(?:the\s+)?)?"
    + _DAY.format("day2")
    + r")"
)
_DAY_MONTH = re.compile(
    _WEEKDAY
    + r"(?<![\d.:/£])"
    + _DAY.format("day")
    + rf"(?P<days>{_LISTED}{{0,11}})\s+(?:of\s+)?"
    + _MONTH.format("month")
    + _YEAR.format("year"),
    re.IGNORECASE,
)
# What stands before a number that counts something else than days: "Issue 12 – 14 March".
_COUNTED = re.compile(
    r"\b(?:issue|edition|no|number|vol|volume|level|room|page|part|unit|year|stage|phase|module|band|"
    r"flat|suite|floor|newsletter|bulletin|aged?)\b[\s.:#]*$",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\s?(?:[-–—&]|to|and|until|,|,\s?and)\s?(?:on\s)?", re.IGNORECASE)
LONGEST_RUN = 370
# What stands before the day on which a page says it came out.
STAMP = re.compile(
    r"(?:^|[.!?|]\s*)(?:first |last )?(?:published|posted|issued|updated|reviewed|added|dated)"
    r"(?: on)?\s*[:–-]?\s*$",
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


@dataclass(frozen=True)
class FoundDate:
    """A date seen in text at [start, end). last: the end of a range of days. guessed: why it is unsure."""

    start: int
    end: int
    date: EntryDate
    last: Day | None = None
    guessed: str = ""


def find_dates(text: str, near: Day) -> list[FoundDate]:
    """Every date in `text`, in order; a date without a year is the next one on or after `near`."""
    text = text[:LONGEST_LINE]
    found: list[FoundDate] = []
    for pattern in (_ISO, _FIGURES, _DAY_MONTH, _MONTH_DAY, _MONTH_YEAR, _SEASON_YEAR):
        for match in _matches(pattern, text):
            overlaps = any(match.start() < other.end and other.start < match.end() for other in found)
            seen = None if overlaps else _read(match, near)
            if seen:
                found.append(seen)
    return _joined(sorted(found, key=lambda one: one.start), text)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The places of `pattern`; a number that is no day of a list ("Issue 12, 14 March") is left."""
    at = 0
    while match := pattern.search(text, at):
        at = match.end()
        if match.groupdict().get("days") and not _is_list(match, text):
            at = match.end("day")
            continue
        yield match


def _is_list(match: re.Match[str], text: str) -> bool:
    days = [int(one) for one in re.findall(r"\d+", match["day"] + match["days"])]
    commas = match["days"].count(",") == len(days) - 1 and not re.search(r"and|&|[-–+]|to", match["days"])
    return (
        all(one < other for one, other in itertools.pairwise(days))
        and not (commas and len(days) == 2 and not match["weekday"])
        and not _COUNTED.search(text[max(0, match.start() - 20) : match.start("day")])
    )


def _joined(found: list[FoundDate], text: str) -> list[FoundDate]:
    """Whole dates that "to", "and" or a comma join become one, from the first to the last."""
    kept: list[FoundDate] = []
    for one in found:
        above = kept[-1] if kept else None
        joined = (
            _join(above, one)
            if above and above.date.day and one.date.day and _JOINS.fullmatch(text[above.end : one.start])
            else None
        )
        if joined:
            kept[-1] = joined
        else:
            kept.append(one)
    return kept


def _join(first: FoundDate, last: FoundDate) -> FoundDate | None:
    begins, ends = first.date.first_day, last.last or last.date.first_day
    if first.guessed:
        year = ends.year - ((begins.month, begins.day) > (ends.month, ends.day))
        try:
            begins = begins.replace(year=year)
        except ValueError:
            return None
    if not 0 < (ends - begins).days < LONGEST_RUN:
        return None
    date = EntryDate(begins.year, begins.month, begins.day)
    return FoundDate(first.start, last.end, date, ends, last.guessed and first.guessed)


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
