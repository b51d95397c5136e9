"""Dates, numbers and facts in people's words, shared by mails, pages and plain text. British English."""

from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from publisher.entries.dates import MONTHS
from publisher.entries.entry import Content, EntryDate

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def counted(number: int, one: str, many: str = "") -> str:
    """'1 reader', '1,240 entries'; `many` is given where the plural is not the usual one."""
    if number == 1:
        return f"1 {one}"
    usual = f"{one[:-1]}ies" if one.endswith("y") and one[-2] not in "aeiou" else f"{one}s"
    return f"{number:,} {many or usual}"


def length_words(length: timedelta) -> str:
    """'1 hour', '90 minutes', '2 days': whole minutes, in the largest unit that comes out even."""
    minutes = round(length.total_seconds() / 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0 and minutes >= size:
            return counted(minutes // size, unit)
    return "no time"


def date_words(date: EntryDate) -> str:
    """'3 March 2026', or 'March 2024' for a month."""
    month = f"{MONTHS[date.month - 1]} {date.year}"
    return month if date.day is None else f"{date.day} {month}"


def day_words(day: Day, today: Day | None = None) -> str:
    """'Friday 25 September'; with its year when that is not the year of `today`."""
    words = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return words if today is None or day.year == today.year else f"{words} {day.year}"


def time_words(moment: datetime, zone: ZoneInfo | None = None) -> str:
    """'9.30am', '9am', 'midday', 'midnight', on the clocks of `zone` or else the moment's own."""
    local = moment.astimezone(zone) if zone else moment
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f".{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def stamp_words(moment: datetime, zone: ZoneInfo) -> str:
    """'Thursday 3 September 2026, 8.30am' on the clocks of `zone`: a moment that stands for itself."""
    day = moment.astimezone(zone).date()
    return f"{day_words(day)} {day.year}, {time_words(moment, zone)}"


def moment_words(moment: Day | datetime, today: Day, zone: ZoneInfo | None = None) -> str:
    """'Friday 25 September', or 'Friday 25 September at 5pm' on the clocks of `zone` or else its own."""
    day = _day(moment, zone)
    if not isinstance(moment, datetime):
        return day_words(day, today)
    return f"{day_words(day, today)} at {time_words(moment, zone)}"


def facts(content: Content, today: Day, zone: ZoneInfo) -> list[str]:
    """What there is to know at a glance, one phrase each: when, where, level, price, until when.

    today: the reader's day, in `zone`. Without a start the date that the entry bears comes first.
    """
    found = []
    deadline = content.kind == "deadline"
    if content.starts is not None:
        found.append(span_words(content.starts, content.ends, today, zone))
    elif content.date is not None and not deadline:
        found.append(date_words(content.date))
    found += [content.place, content.level, price_words(content)]
    if content.book_by is not None:
        found.append(closing_words("" if deadline else "Booking", content.book_by, today, zone))
    elif content.starts is None and content.ends is not None:
        found.append(closing_words("" if deadline else "Until", content.ends, today, zone))
    elif deadline and content.starts is None and content.date is not None:
        day = content.date.last_day if content.date.day else None
        found.append(closing_words("", day, today, zone) if day else f"Closes {date_words(content.date)}")
    return [fact for fact in found if fact]


def price_words(content: Content) -> str:
    """'£45, members £30', 'Free', or nothing."""
    if content.price and content.member_price.lower() == "free":
        return f"{content.price}, free for members"
    if content.price and content.member_price:
        return f"{content.price}, members {content.member_price}"
    return content.price or (f"Members {content.member_price}" if content.member_price else "")


def span_words(starts: Day | datetime, ends: Day | datetime | None, today: Day, zone: ZoneInfo) -> str:
    """'Tuesday 6 October, 9.30am to 4pm', or over several days 'Tuesday 6 October at 9.30am to …'."""
    first = _day(starts, zone)
    last = _day(ends, zone) if ends is not None else first
    if last != first and ends is not None:
        return f"{moment_words(starts, today, zone)} to {moment_words(ends, today, zone)}"
    times = [time_words(moment, zone) for moment in (starts, ends) if isinstance(moment, datetime)]
    return ", ".join([day_words(first, today), *([" to ".join(dict.fromkeys(times))] if times else [])])


def closing_words(noun: str, moment: Day | datetime, today: Day, zone: ZoneInfo) -> str:
    """'Booking closes Friday 25 September (in 9 days)'; 'Booking closed …' once the day is over.

    noun: 'Booking', 'Until' (which says 'Until …', 'Ended …'), or '' ('Closes …').
    """
    left = (_day(moment, zone) - today).days
    when = moment_words(moment, today, zone)
    if noun == "Until":
        verb = "Until" if left >= 0 else "Ended"
    else:
        verb = f"{noun} {'closes' if left >= 0 else 'closed'}".strip().capitalize()
    soon = {0: " (today)", 1: " (tomorrow)"}.get(left, f" (in {left} days)" if left > 0 else "")
    return f"{verb} {when}{soon}"


def _day(moment: Day | datetime, zone: ZoneInfo | None) -> Day:
    if isinstance(moment, datetime):
        return (moment.astimezone(zone) if zone else moment).date()
    return moment
