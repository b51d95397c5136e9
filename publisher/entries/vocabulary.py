"""What reading an entry needs to know of the schedule: the words a site has declared."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Audience:
    """Who a reader is: key as in files, title as shown, what it covers, and its mark's colour."""

    key: str
    title: str
    describes: str = ""
    colour: str = "#444444"
    colour_dark: str = "#bbbbbb"


@dataclass(frozen=True)
class Vocabulary:
    """The declared audiences and topics (key → title), the zone of local times, the default language."""

    audiences: dict[str, Audience] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    language: str = "en-GB"
