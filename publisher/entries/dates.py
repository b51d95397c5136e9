"""Dates and times as editors write them in front matter, and as they are written back."""

import re
from datetime import UTC, datetime, timedelta
from datetime import date as Day  # noqa: N812 - as in entry.py
from zoneinfo import ZoneInfo

from publisher.entries.entry import EntryDate

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BY_NAME = {name.lower(): number for number, name in enumerate(MONTHS, 1)} | {
    name[:3].lower(): number for number, name in enumerate(MONTHS, 1)
}

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?\s+(\d{4})")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)


class NotADate(ValueError):
    """The text is no date; the message says why, as the end of a sentence."""


def read_date(text: str) -> EntryDate:
    """2026-09, 2026-09-14, 'September 2026' or '14 September 2026'; a month stays a month.

    Raises NotADate.
    """
    text = text.strip()
    if iso := _ISO.fullmatch(text):
        year, month, day = int(iso[1]), int(iso[2]), iso[3]
    elif (words := _WORDS.fullmatch(text)) and words[2].lower() in _BY_NAME:
        year, month, day = int(words[3]), _BY_NAME[words[2].lower()], words[1]
    else:
        raise NotADate(f"'{text}' is no date")
    try:
        Day(year, month, int(day) if day else 1)
    except ValueError:
        raise NotADate(f"there is no {'day' if day else 'month'} '{text}'") from None
    return EntryDate(year, month, int(day) if day else None)


def read_moment(text: str, zone: ZoneInfo) -> Day | datetime:
    """A day (2026-09-14) or a time (2026-09-14 09:30, with an offset or else in `zone`), times in UTC.

    Raises NotADate, also for a local time that the clocks skip.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise NotADate(f"'{text.strip()}' is no day or time")
    day, hour, minute, second, fraction, offset = found.groups()
    try:
        if hour is None:
            return Day.fromisoformat(day)
        clock = f"{int(hour):02d}:{minute}:{second or '00'}.{(fraction or '').ljust(6, '0')}"
        naive = datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        raise NotADate(f"there is no time '{text.strip()}'") from None
    try:
        if offset:
            return naive.replace(
                tzinfo=datetime.fromisoformat(f"{day}T00:00{_offset(offset)}").tzinfo
            ).astimezone(UTC)
        there = naive.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotADate(f"there is no time '{text.strip()}'") from None
    if there.astimezone(zone).replace(tzinfo=None) != naive:
        raise NotADate(f"'{text.strip()}' never comes: the clocks go forward over it in {zone.key}")
    return there


def _offset(text: str) -> str:
    return "+00:00" if text == "Z" else text if ":" in text else f"{text[:3]}:{text[3:]}"


def write_moment(moment: Day | datetime) -> str:
    """As front matter: 2026-09-14, or 2026-09-14T08:30:00Z. `read_moment` reads the same back."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat()


def start_of(day: Day, zone: ZoneInfo) -> datetime:
    """The first moment of `day` in `zone`, as UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def end_of(day: Day, zone: ZoneInfo) -> datetime:
    """The moment `day` is over in `zone`, as UTC."""
    return start_of(day + timedelta(days=1), zone)
