"""The rules of recurrence: in given months, weekly, daily, or by a cron line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from apscheduler.triggers.cron import CronTrigger

from publisher.entries.dates import MONTHS
from publisher.entries.words import WEEKDAYS, time_words
from publisher.schedule.bank_holidays import Calendar
from publisher.schedule.days import DayOfMonth, move


class Rule(Protocol):
    """Says at which local times something is due, without end."""

    def nominal(self, first: date) -> Iterator[datetime]:
        """Naive local times from the start of `first` on, ascending, each once."""
        ...

    def moved(self, day: date, calendar: Calendar, step: int) -> tuple[date, str]:
        """The day used in place of `day`, later (1) or earlier (-1), and why; '' when it is the same."""
        ...

    def skips(self, day: date, calendar: Calendar) -> bool:
        """Whether that day has no slot at all."""
        ...

    @property
    def words(self) -> str:
        """In plain English."""
        ...


@dataclass(frozen=True)
class Monthly:
    """On one day of each of the given months (1 to 12)."""

    months: tuple[int, ...]
    on: DayOfMonth
    at: time

    def nominal(self, first: date) -> Iterator[datetime]:
        year = first.year
        while year <= date.max.year:
            for month in sorted(self.months):
                if (day := self.on.nominal(year, month)) >= first:
                    yield datetime.combine(day, self.at)
            year += 1

    def moved(self, day: date, calendar: Calendar, step: int) -> tuple[date, str]:
        return self.on.moved(day, calendar, step)

    def skips(self, day: date, calendar: Calendar) -> bool:
        return False

    @property
    def words(self) -> str:
        names = [MONTHS[month - 1] for month in sorted(self.months)]
        which = "each month" if len(names) == len(MONTHS) else listed(names)
        return f"on the {self.on.words} of {which} at {clock_words(self.at)}"


@dataclass(frozen=True)
class Weekly:
    """On the given days of every week; 0 is Monday."""

    weekdays: tuple[int, ...]
    at: time

    def nominal(self, first: date) -> Iterator[datetime]:
        return (datetime.combine(day, self.at) for day in _days(first) if day.weekday() in self.weekdays)

    def moved(self, day: date, calendar: Calendar, step: int) -> tuple[date, str]:
        return move(day, calendar, step, weekends=False)

    def skips(self, day: date, calendar: Calendar) -> bool:
        return False

    @property
    def words(self) -> str:
        names = listed([WEEKDAYS[day] for day in sorted(self.weekdays)])
        return f"every {names} at {clock_words(self.at)}"


@dataclass(frozen=True)
class Daily:
    """Every day, or every working day: then a closed day has no slot, and the next one takes what is due."""

    working: bool
    at: time

    def nominal(self, first: date) -> Iterator[datetime]:
        return (datetime.combine(day, self.at) for day in _days(first))

    def moved(self, day: date, calendar: Calendar, step: int) -> tuple[date, str]:
        return day, ""

    def skips(self, day: date, calendar: Calendar) -> bool:
        return self.working and bool(calendar.closed(day))

    @property
    def words(self) -> str:
        return f"every {'working ' if self.working else ''}day at {clock_words(self.at)}"


@dataclass(frozen=True)
class Cron:
    """As a five-field cron line says (minute, hour, day, month, day of week by name), in local time."""

    line: str

    def nominal(self, first: date) -> Iterator[datetime]:
        # The trigger is asked in UTC, where no clock ever changes: its own answers around
        # a change skip or repeat, and what a local time means then is `slots`' to say.
        trigger = CronTrigger.from_crontab(self.line, timezone=UTC)
        found = trigger.get_next_fire_time(None, datetime.combine(first, time(), UTC))
        while found is not None:
            yield found.replace(tzinfo=None)
            found = trigger.get_next_fire_time(None, found + timedelta(minutes=1))

    def moved(self, day: date, calendar: Calendar, step: int) -> tuple[date, str]:
        return move(day, calendar, step, weekends=False)

    def skips(self, day: date, calendar: Calendar) -> bool:
        return False

    @property
    def words(self) -> str:
        return f"as the cron line '{self.line}' says"


def clock_words(at: time) -> str:
    """9.30am, 2pm, midday, midnight."""
    return time_words(datetime.combine(date.min, at))


def listed(words: list[str]) -> str:
    """March, June and September."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _days(first: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), date.max.toordinal() + 1):
        yield date.fromordinal(ordinal)
