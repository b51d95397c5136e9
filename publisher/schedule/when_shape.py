"""The keys of `when` in schedule.yaml: the rules, of which a publication has one, and the time of day."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from publisher.schedule import timing
from publisher.schedule.words import Shape, one_of, one_or_more, wrong

RULES = ("quarterly", "monthly", "weekly", "daily", "cron")


class QuarterlyShape(Shape):
    """Some months of the year."""

    months: Annotated[list[timing.Month], BeforeValidator(one_or_more)] = Field(
        [3, 6, 9, 12], description="Months, as numbers or names."
    )
    on: timing.DayOfMonth = Field(
        description="Day of the month: first working day (first, second, third, fourth or last), "
        "first monday, last day, or a number from 1 to 31; 29 to 31 mean the last day of a shorter month."
    )


class WhenShape(Shape):
    """When it goes: exactly one rule of the first five, and the time of day."""

    quarterly: QuarterlyShape | None = Field(None, description="In some months of the year.")
    monthly: timing.DayOfMonth | None = Field(
        None, description="On a day of each month, written as for quarterly.on."
    )
    weekly: timing.Weekdays | None = Field(None, description="On a day, or a list of days, of each week.")
    daily: Annotated[Literal["every day", "working days"], one_of("every day", "working days")] | None = (
        Field(None, description="every day, or working days: then weekends and bank holidays have no slot.")
    )
    cron: timing.CronLine | None = Field(
        None,
        description="A cron line of five fields in local time, days of the week by name: 30 8 * * mon-fri.",
    )
    at: timing.Clock | None = Field(None, description="Time of day, 09:30; not with cron.")
    closed_days: (
        Annotated[Literal["later", "earlier", "ignore"], one_of("later", "earlier", "ignore")] | None
    ) = Field(
        None,
        description="Where a run goes that falls on a closed day: later or earlier (the next or the previous "
        "working day), or ignore. Bank holidays are closed; weekends too where the rule is a number or "
        "the last day. Working days are counted without bank holidays unless it is ignore; left out: later, "
        "and ignore with daily or cron.",
    )

    @model_validator(mode="after")
    def _one_rule(self) -> "WhenShape":
        given = [rule for rule in RULES if getattr(self, rule) is not None]
        if len(given) != 1:
            found = f"{' and '.join(given)} stand together" if given else "it names no rule"
            raise wrong(found, f"use exactly one of {', '.join(RULES)}, or write 'when: at once'")
        if self.cron is None and self.at is None:
            raise wrong("'at' is missing", 'give the time of day, as in at: "09:30"')
        if self.cron is not None and self.at is not None:
            raise wrong("'at' stands beside 'cron'", "leave it out: the cron line has the time")
        if self.daily and self.closed_days in ("later", "earlier"):
            raise wrong(
                f"closed_days: {self.closed_days} would send two daily runs on one day",
                "leave it out, or write 'daily: working days'",
            )
        return self


def at_once(value: Any) -> Any:
    """'at once' as None; a mapping as it is. Raises what pydantic turns into a fault."""
    if not isinstance(value, str):
        return value
    if value.strip() != "at once":
        raise wrong(
            f"'{value}' is not known here",
            "write 'at once', or a rule such as {weekly: thursday, at: \"08:30\"}",
        )
    return None
