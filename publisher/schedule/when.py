"""When a publication goes: its rule, as nominal local times, as moves off closed days, and in words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from publisher.schedule.bank_holidays import Calendar
from publisher.schedule.rules import Rule

ClosedDays = Literal["later", "earlier", "ignore"]


@dataclass(frozen=True)
class When:
    """A rule and where its runs go on closed days. Without a rule: at once, in no slot."""

    rule: Rule | None
    closed_days: ClosedDays

    def moved(self, nominal: datetime, calendar: Calendar) -> tuple[datetime, str]:
        """The local time a nominal one fires at, and the reason in words if that is another day."""
        if self.rule is None or self.closed_days == "ignore":
            return nominal, ""
        step = 1 if self.closed_days == "later" else -1
        day, why = self.rule.moved(nominal.date(), calendar, step)
        return datetime.combine(day, nominal.time()), why

    def skips(self, day: date, calendar: Calendar) -> bool:
        """Whether the rule leaves this day out altogether."""
        return self.rule is not None and self.rule.skips(day, calendar)

    @property
    def words(self) -> str:
        """As in '… goes on the first working day of March at 9.30am'."""
        return "at once" if self.rule is None else self.rule.words
