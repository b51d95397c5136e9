"""The entry as a noun: its date, its fields, its versions."""

import calendar
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - `date` and `day` are fields here
from datetime import datetime


@dataclass(frozen=True, order=True)
class EntryDate:
    """The date an entry bears, to the day or only to the month."""

    year: int
    month: int
    day: int | None = None

    def __str__(self) -> str:
        """As written in front matter: 2026-09 or 2026-09-14."""
        month = f"{self.year:04d}-{self.month:02d}"
        return month if self.day is None else f"{month}-{self.day:02d}"

    @property
    def first_day(self) -> Day:
        """The first day it covers, for ordering."""
        return Day(self.year, self.month, self.day or 1)

    @property
    def last_day(self) -> Day:
        """The last day it covers."""
        last = self.day or calendar.monthrange(self.year, self.month)[1]
        return Day(self.year, self.month, last)


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with an entry: absolute URL, media type, length in bytes (0 when unknown)."""

    url: str
    type: str
    length: int = 0


@dataclass(frozen=True)
class Relation:
    """One entry's tie to another: sort is 'replaces' or 'follows-up'."""

    sort: str
    slug: str


@dataclass(frozen=True)
class Content:
    """What an entry says, as an editor wrote it: front matter and Markdown body.

    `for_` and `except_` hold audience keys; an `except_` item that names no declared audience
    is kept as its text. `starts` and `ends` are a day, or an aware time; prices are text ("£45", "Free").
    """

    slug: str
    title: str
    kind: str
    date: EntryDate | None
    body: str
    summary: str = ""
    for_: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    starts: Day | datetime | None = None
    ends: Day | datetime | None = None
    book_by: Day | datetime | None = None
    place: str = ""
    price: str = ""
    member_price: str = ""
    level: str = ""
    link: str = ""
    enclosure: Enclosure | None = None
    language: str = ""
    release: datetime | None = None
    expires: datetime | None = None
    relations: tuple[Relation, ...] = ()
    author: str = ""


@dataclass(frozen=True)
class Version:
    """One immutable state of an entry, with the stamps of the entry it belongs to.

    `html` is the cleaned rendering of the body (absolute links, no ids, headings from h3 down);
    `text` the same as plain text, unwrapped. All times UTC.
    """

    id: int
    entry_id: int
    number: int
    correction: int
    note: str
    content: Content
    html: str
    text: str
    saved_at: datetime
    released_at: datetime | None
    published_at: datetime | None
    updated_at: datetime | None
    expires_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    archived: bool
