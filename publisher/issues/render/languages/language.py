"""What a language has to know to set a mail: every word in it that no editor wrote."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from publisher.entries.entry import Content


@dataclass(frozen=True)
class Language:
    """The service's own words. Fields with braces are filled by `str.format`.

    tag: BCP 47; direction: ltr or rtl; kinds: kind key → heading of a group; `facts` gives the parts of an
    entry's line of facts, for a reader on the given day in the given zone.
    """

    tag: str
    direction: str
    months: tuple[str, ...]
    kinds: dict[str, str]
    facts: Callable[[Content, date, ZoneInfo], list[str]]
    number: str
    and_: str
    in_this_issue: str
    introduction: str
    everyone: str
    audiences: str
    not_for: str
    correction: str
    read_on: str
    read_here: str
    book: str
    enclosure: str
    more: str
    about: str
    sent_to: str
    chosen: str
    chosen_variously: str
    all_topics: str
    on_topics: str
    no_audience: str
    change: str
    leave: str
    web: str
    feed: str
    privacy: str
    shortened_one: str
    shortened: str
    omitted: str

    def month(self, day: date) -> str:
        """'September 2026'."""
        return f"{self.months[day.month - 1]} {day.year}"

    def day(self, day: date) -> str:
        """'3 September 2026'."""
        return f"{day.day} {self.month(day)}"

    def listed(self, words: list[str], last: str = "") -> str:
        """'Education, Health and Voluntary sector'; `last` stands for 'and'."""
        joint = f" {last or self.and_} "
        return words[0] if len(words) == 1 else ", ".join(words[:-1]) + joint + words[-1] if words else ""
