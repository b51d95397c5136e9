"""The publication as a noun: what it takes, for whom, when, and what happens when it is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from publisher.schedule.when import ClosedDays, When

Form = Literal["edited", "digest", "alert"]
Late = Literal["send", "ask", "fold", "drop"]
Uncertain = Literal["resend", "park"]


@dataclass(frozen=True)
class Hold:
    """Wait until at least so many entries are due, but at most so many weeks since the last issue."""

    at_least: int
    at_most_weeks: int


@dataclass(frozen=True)
class Brake:
    """Of alerts: `grace` is the time to call one back; more than `per_day` in a day ask a person."""

    grace: timedelta
    per_day: int


@dataclass(frozen=True)
class Publication:
    """A standing definition.

    `kinds` and `topics` are what it takes (empty: all of them); `for_` the audiences it is for (empty: all).
    `since` is the instant (UTC) before which nothing is due, None: its first run.
    `uncertain` says what becomes of a message that may or may not have been handed over.
    """

    key: str
    title: str
    describes: str
    form: Form
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    for_: tuple[str, ...]
    when: When
    late: Late
    late_after: timedelta
    hold: Hold | None
    approvals: int
    brake: Brake | None
    since: datetime | None
    uncertain: Uncertain

    @property
    def closed_days(self) -> ClosedDays:
        """Where a run goes that falls on a closed day."""
        return self.when.closed_days
