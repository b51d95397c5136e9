"""Whose site it is: the facts that stand on every mail and page."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Organisation:
    """The sender. `archive_year_starts` is a month number; `safety_notice` is one or more sentences.

    `colour` reads on white and `colour_dark`, its tint, on the dark ground (both at least 4.5:1).
    `list_domain` is the domain of list identifiers; `privacy_url` may be empty.
    """

    name: str
    sender: str
    reply_to: str
    editors: tuple[str, ...]
    base_url: str
    zone: ZoneInfo
    colour: str
    colour_dark: str
    safety_notice: str
    postal_address: str
    bank_holidays: str
    archive_year_starts: int
    language: str
    privacy_url: str
    list_domain: str

    @property
    def time_zone(self) -> str:
        """The zone's name, as 'Europe/London'."""
        return self.zone.key
