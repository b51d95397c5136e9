"""Which days are closed, and why, in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays

from publisher.entries.entry import EntryDate
from publisher.entries.words import WEEKDAYS, date_words

Part = Literal["england-and-wales", "scotland", "northern-ireland", "none"]
SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}

# The library's names are the Act's; readers know these days by others.
FAMILIAR = {
    "May Day": "the early May bank holiday",
    "Spring Bank Holiday": "the spring bank holiday",
    "Late Summer Bank Holiday": "the summer bank holiday",
    "Summer Bank Holiday": "the summer bank holiday",
    "Saint Andrew's Day": "St Andrew's Day",
    "Saint Patrick's Day": "St Patrick's Day",
    "New Year Holiday": "the second New Year bank holiday",
}
OBSERVED = " (observed)"
SATURDAY = 5


@cache
def _holidays(part: str, year: int) -> dict[date, str]:
    if part == "none":
        return {}
    found = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[part], years=year)
    return {day: name for day, name in found.items() if day.year == year}


@dataclass(frozen=True)
class Calendar:
    """The closed days of one part of the United Kingdom, or only the weekends ('none')."""

    part: str

    def holiday(self, day: date) -> str:
        """Why a day is a bank holiday, as a sentence part; '' when it is none."""
        name = _holidays(self.part, day.year).get(day, "")
        if not name:
            return ""
        plain = name.split("; ")[0]
        familiar = FAMILIAR.get(plain.removesuffix(OBSERVED), plain.removesuffix(OBSERVED))
        substitute = "the bank holiday in place of " if plain.endswith(OBSERVED) else ""
        return f"{_dated(day)} is {substitute}{familiar}"

    def closed(self, day: date) -> str:
        """Why nobody works that day: weekend or bank holiday; '' on a working day."""
        if why := self.holiday(day):
            return why
        return f"{_dated(day)} is a {WEEKDAYS[day.weekday()]}" if day.weekday() >= SATURDAY else ""

    def nearest_working_day(self, day: date, step: int) -> date:
        """The first working day after (step 1) or before (step -1) `day`, which itself may be one."""
        while self.closed(day):
            day += timedelta(days=step)
        return day


def _dated(day: date) -> str:
    return date_words(EntryDate(day.year, day.month, day.day))
