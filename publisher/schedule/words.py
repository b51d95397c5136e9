"""Types of schedule.yaml: each takes the text a person wrote and says what would be right when it is not."""

import difflib
import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from apscheduler.triggers.cron import CronTrigger
from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator, PlainValidator
from pydantic_core import PydanticCustomError

from publisher.schedule import colour
from publisher.schedule.bank_holidays import WEEKDAYS
from publisher.schedule.days import ORDINALS, LastDay, Numbered, OrdinalWeekday, OrdinalWorkingDay
from publisher.schedule.days import DayOfMonth as DayRule
from publisher.schedule.rules import MONTHS

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 64
UNITS = {"min": 1, "minute": 1, "hour": 60, "day": 1440, "week": 10080}
# Every line that comes round at all does so within one cycle of leap years and weekdays.
CRON_SEEN_FROM = datetime(2000, 1, 1, tzinfo=UTC)
CRON_SEEN_FOR = timedelta(days=29 * 366)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def wrong(what: str, mend: str = "") -> PydanticCustomError:
    """A sentence about a value, and how to mend it, to be raised inside a validator."""
    # Braces in the template would be read as fields, so both texts travel as fields themselves.
    return PydanticCustomError("wrong", "{what}", {"what": what, "mend": mend})


def nearest(word: str, allowed: Collection[str]) -> str:
    """'did you mean 'weekly'?' where one is near, else the allowed words."""
    if near := difflib.get_close_matches(word.lower(), allowed, 1):
        return f"did you mean '{near[0]}'?"
    return f"allowed: {', '.join(allowed)}" if allowed else "none is declared"


def text(value: Any) -> str:
    """One non-empty text. Raises what pydantic turns into a fault."""
    if not isinstance(value, str):
        found = "a list" if isinstance(value, list) else "a mapping"
        raise wrong(f"{found} stands where one text belongs")
    if not value.strip():
        raise wrong("it has no value", "give one, or leave the key out")
    return value.strip()


def one_of(*allowed: str) -> BeforeValidator:
    """Exactly one of some words."""

    def check(value: Any) -> str:
        word = text(value)
        if word not in allowed:
            raise wrong(f"'{word}' is not known here", nearest(word, allowed))
        return word

    return BeforeValidator(check)


def one_or_more(value: Any) -> Any:
    """A list, or one text standing for a list of one."""
    if isinstance(value, str):
        return [text(value)]
    if isinstance(value, list) and value:
        return value
    raise wrong("a list of at least one belongs here" if isinstance(value, list) else "a list belongs here")


def whole_number(least: int, most: int) -> BeforeValidator:
    """Digits within bounds."""

    def check(value: Any) -> int:
        word = text(value)
        if not re.fullmatch(r"[0-9]{1,6}", word) or not least <= int(word) <= most:
            raise wrong(f"'{word}' is no number from {least} to {most}")
        return int(word)

    return BeforeValidator(check)


def _month(value: Any) -> int:
    word = text(value)
    names = [name.lower() for name in MONTHS]
    if word.isascii() and word.isdigit() and 1 <= int(word) <= len(names):
        return int(word)
    if word.lower() not in names:
        raise wrong(f"'{word}' is no month", f"{nearest(word, names)}")
    return names.index(word.lower()) + 1


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


def _address(value: Any) -> str:
    word = text(value)
    try:
        return validate_email(word, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise wrong(f"'{word}' is no e-mail address", str(error)) from error


def _web_address(value: Any) -> str:
    word = text(value)
    try:
        parts = urlsplit(word)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or re.search(r"[\s<>\"\\]", word):
        raise wrong(f"'{word}' is no web address", "write it as https://www.example.org")
    return word


def _base_address(value: Any) -> str:
    word = _web_address(value)
    parts = urlsplit(word)
    if parts.query or parts.fragment or parts.username or parts.password:
        raise wrong(f"'{word}' is more than a base address", "write only scheme, host and, if any, path")
    return word.rstrip("/")


def _zone(value: Any) -> ZoneInfo:
    word = text(value)
    known = available_timezones()
    if word not in known:
        near = difflib.get_close_matches(word, known, 1)
        raise wrong(
            f"'{word}' is no time zone",
            f"did you mean '{near[0]}'?" if near else "write a name such as Europe/London",
        )
    return ZoneInfo(word)


def _language(value: Any) -> str:
    word = text(value)
    if not LANGUAGE.fullmatch(word):
        raise wrong(f"'{word}' is no language tag", "write one such as en-GB or cy")
    return word


def _domain(value: Any) -> str:
    word = text(value)
    if not re.fullmatch(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", word):
        raise wrong(f"'{word}' is no domain", "write one such as lists.example.org, in small letters")
    return word


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


def _key(value: Any) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value) or len(value) > LONGEST_KEY:
        raise wrong(
            f"'{value}' cannot be a key",
            f"use small letters, digits and single hyphens, at most {LONGEST_KEY} characters",
        )
    return value


def _colour_on(ground: str, ground_words: str) -> BeforeValidator:
    def check(value: Any) -> str:
        word = text(value).lower()
        if not colour.is_colour(word):
            raise wrong(f"'{word}' is no colour", 'write six hexadecimal digits in quotes, as "#1d4f5c"')
        ratio = colour.contrast(word, ground)
        if ratio < colour.ENOUGH:
            raise wrong(
                f"'{word}' on {ground_words} has a contrast of {ratio:.1f}:1, too little to read",
                f"choose a {'darker' if ground == colour.WHITE else 'lighter'} one, at least {colour.ENOUGH}:1",
            )
        return word

    return BeforeValidator(check)


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


Line = Annotated[str, BeforeValidator(text)]
Month = Annotated[int, BeforeValidator(_month)]
Clock = Annotated[time, BeforeValidator(_clock)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Address = Annotated[str, BeforeValidator(_address)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
BaseAddress = Annotated[str, BeforeValidator(_base_address)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Colour = Annotated[str, _colour_on(colour.WHITE, "white")]
DarkColour = Annotated[str, _colour_on(colour.DARK_GROUND, "the dark ground")]
Weekdays = Annotated[tuple[int, ...], BeforeValidator(_weekdays)]
DayOfMonth = Annotated[DayRule, PlainValidator(_day_of_month)]
CronLine = Annotated[str, BeforeValidator(_cron_line)]
Language = Annotated[str, BeforeValidator(_language)]
Domain = Annotated[str, BeforeValidator(_domain)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Key = Annotated[str, BeforeValidator(_key)]
