"""Rules that pick days: of a month (a number, a first Monday, a last working day), of a week, every day.

A rule's *nominal* days never depend on bank holidays: those are announced late, and a slot whose name
changed afterwards would be a second slot. Bank holidays act where a day is moved.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from publisher.entries.words import WEEKDAYS
from publisher.schedule.bank_holidays import SATURDAY, Calendar

ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
CLAMPED_FROM = 29


class DayOfMonth(Protocol):
    """Picks one day of any month."""

    def nominal(self, year: int, month: int) -> date:
        """The day, whatever is closed."""
        ...

    def moved(self, nominal: date, calendar_: Calendar, step: int) -> tuple[date, str]:
        """The working day to use for a nominal day (step 1 later, -1 earlier), and why it differs ('')."""
        ...

    @property
    def words(self) -> str:
        """As in 'on the … of March'."""
        ...


def move(nominal: date, calendar_: Calendar, step: int, *, weekends: bool) -> tuple[date, str]:
    """A day and, if it had to move off a closed day, the reason. Weekends count as closed where asked."""
    why = calendar_.closed(nominal) if weekends else calendar_.holiday(nominal)
    return (calendar_.nearest_working_day(nominal, step), why) if why else (nominal, "")


@dataclass(frozen=True)
class Numbered:
    """The 15th; 29 to 31 mean the last day in shorter months."""

    number: int

    def nominal(self, year: int, month: int) -> date:
        return date(year, month, min(self.number, calendar.monthrange(year, month)[1]))

    def moved(self, nominal: date, calendar_: Calendar, step: int) -> tuple[date, str]:
        return move(nominal, calendar_, step, weekends=True)

    @property
    def words(self) -> str:
        teens = 11 <= self.number <= 13
        suffix = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(self.number % 10, "th")
        clamp = " (or the last day)" if self.number >= CLAMPED_FROM else ""
        return f"{self.number}{suffix}{clamp}"


@dataclass(frozen=True)
class LastDay:
    """The last day of the month."""

    def nominal(self, year: int, month: int) -> date:
        return date(year, month, calendar.monthrange(year, month)[1])

    def moved(self, nominal: date, calendar_: Calendar, step: int) -> tuple[date, str]:
        return move(nominal, calendar_, step, weekends=True)

    @property
    def words(self) -> str:
        return "last day"


@dataclass(frozen=True)
class OrdinalWeekday:
    """The first Monday, the last Friday. weekday: 0 is Monday."""

    ordinal: str
    weekday: int

    def nominal(self, year: int, month: int) -> date:
        days = [day for day in _month(year, month) if day.weekday() == self.weekday]
        return days[ORDINALS[self.ordinal]]

    def moved(self, nominal: date, calendar_: Calendar, step: int) -> tuple[date, str]:
        return move(nominal, calendar_, step, weekends=False)

    @property
    def words(self) -> str:
        return f"{self.ordinal} {WEEKDAYS[self.weekday]}"


@dataclass(frozen=True)
class OrdinalWorkingDay:
    """The first, second … or last working day. Its nominal day counts Monday to Friday."""

    ordinal: str

    def nominal(self, year: int, month: int) -> date:
        days = [day for day in _month(year, month) if day.weekday() < SATURDAY]
        return days[ORDINALS[self.ordinal]]

    def moved(self, nominal: date, calendar_: Calendar, step: int) -> tuple[date, str]:
        """Counts again with the bank holidays left out; which way is the rule's own, not `step`'s."""
        weekdays = [day for day in _month(nominal.year, nominal.month) if day.weekday() < SATURDAY]
        working = [day for day in weekdays if not calendar_.holiday(day)]
        day = working[ORDINALS[self.ordinal]]
        between = (other for other in weekdays if min(day, nominal) <= other <= max(day, nominal))
        earlier = (other for other in weekdays if other <= nominal)
        candidates = between if self.ordinal == "last" else earlier
        why = next((why for other in candidates if (why := calendar_.holiday(other))), "")
        return (day, why) if day != nominal else (nominal, "")

    @property
    def words(self) -> str:
        return f"{self.ordinal} working day"


def _month(year: int, month: int) -> Iterator[date]:
    first = date(year, month, 1)
    for offset in range(calendar.monthrange(year, month)[1]):
        yield first + timedelta(days=offset)
