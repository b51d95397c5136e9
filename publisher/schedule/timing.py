"""What a person may write in schedule.yaml about time: clocks, days, months, lengths and cron lines."""

import difflib
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from apscheduler.triggers.cron import CronTrigger
from pydantic import BeforeValidator, PlainValidator

from publisher.entries.dates import MONTHS
from publisher.entries.words import WEEKDAYS
from publisher.schedule.days import ORDINALS, LastDay, Numbered, OrdinalWeekday, OrdinalWorkingDay
from publisher.schedule.days import DayOfMonth as DayRule
from publisher.schedule.words import one_or_more, text, wrong
from subscribers.nearest import nearest

UNITS = {"min": 1, "minute": 1, "hour": 60, "day": 1440, "week": 10080}
# Every line that comes round at all does so within one cycle of leap years and weekdays.
CRON_SEEN_FROM = datetime(2000, 1, 1, tzinfo=UTC)
CRON_SEEN_FOR = timedelta(days=29 * 366)


def _clock(value: Any) -> time:
    word = text(value)
    if not re.fullmatch(r"([01]?[0-9]|2[0-3])[:.][0-5][0-9]", word):
        raise wrong(f"'{word}' is no time of day", "write it as 09:30, from 00:00 to 23:59")
    hour, minute = re.split("[:.]", word)
    return time(int(hour), int(minute))


def _duration(value: Any) -> timedelta:
    word = text(value)
    found = re.fullmatch(r"([0-9]{1,5}) ?([a-z]+)", word.lower())
    unit = UNITS.get(found[2].removesuffix("s")) if found else None
    if found is None or unit is None:
        raise wrong(f"'{word}' is no length of time", "write it as '10 min', '1 hour' or '2 days'")
    return timedelta(minutes=int(found[1]) * unit)


def _moment(value: Any) -> datetime:
    word = text(value)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
            return datetime.combine(date.fromisoformat(word), time())
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", word):
            return datetime.fromisoformat(word)
    except ValueError as error:
        raise wrong(f"'{word}' is a date that cannot be ({error})") from error
    raise wrong(f"'{word}' is no date", "write it as 2026-09-01 or 2026-09-01 09:30, in local time")


def _month(value: Any) -> int:
    word = text(value)
    names = [name.lower() for name in MONTHS]
    if word.isascii() and word.isdigit() and 1 <= int(word) <= len(names):
        return int(word)
    if word.lower() not in names:
        raise wrong(f"'{word}' is no month", nearest(word, names))
    return names.index(word.lower()) + 1


def _weekdays(value: Any) -> tuple[int, ...]:
    return tuple(sorted({_weekday(text(word).lower()) for word in one_or_more(value)}))


def _weekday(word: str) -> int:
    names = [name.lower() for name in WEEKDAYS]
    if word not in names:
        raise wrong(f"'{word}' is no day of the week", nearest(word, names))
    return names.index(word)


def _day_of_month(value: Any) -> DayRule:
    said = text(value)
    word = " ".join(said.lower().split())
    if number := re.fullmatch(r"([0-9]{1,2})(st|nd|rd|th)?", word):
        if 1 <= int(number[1]) <= 31:
            return Numbered(int(number[1]))
        raise wrong(f"no month has a day {number[1]}", "use 1 to 31")
    if word == "last day":
        return LastDay()
    ordinal, _, rest = word.partition(" ")
    if ordinal in ORDINALS and rest == "working day":
        return OrdinalWorkingDay(ordinal)
    if ordinal in ORDINALS and rest.capitalize() in WEEKDAYS:
        return OrdinalWeekday(ordinal, _weekday(rest))
    known = [f"{first} {day}" for first in ORDINALS for day in ("working day", *map(str.lower, WEEKDAYS))]
    near = difflib.get_close_matches(word, [*known, "last day"], 1)
    raise wrong(
        f"'{said}' is no day of the month",
        f"did you mean '{near[0]}'?"
        if near
        else "write 'first working day', 'last friday', 'last day' or 1 to 31",
    )


def _cron_line(value: Any) -> str:
    line = " ".join(text(value).split())
    fields = line.split(" ")
    if len(fields) != 5:
        raise wrong(
            f"'{line}' has {len(fields)} fields", "a cron line has five: minute hour day month weekday"
        )
    # Numbers of weekdays mean one thing to cron and another to the trigger that reads them here.
    if re.search("[0-9]", fields[4].split("/")[0]):
        raise wrong(f"'{fields[4]}' numbers days of the week", "name them, as mon-fri or mon,thu")
    try:
        trigger = CronTrigger.from_crontab(line, timezone=UTC)
    except ValueError as error:
        raise wrong(f"'{line}' is no cron line ({error})") from error
    trigger.end_date = CRON_SEEN_FROM + CRON_SEEN_FOR
    if trigger.get_next_fire_time(None, CRON_SEEN_FROM) is None:
        raise wrong(f"'{line}' never comes round", "is there such a day in that month?")
    return line


Clock = Annotated[time, BeforeValidator(_clock)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Month = Annotated[int, BeforeValidator(_month)]
Weekdays = Annotated[tuple[int, ...], BeforeValidator(_weekdays)]
DayOfMonth = Annotated[DayRule, PlainValidator(_day_of_month)]
CronLine = Annotated[str, BeforeValidator(_cron_line)]
