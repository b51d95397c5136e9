"""Entries and issues as pages show them: in words, with addresses and marks, nothing left to work out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from publisher.entries.entry import Enclosure, EntryDate, Version
from publisher.entries.kinds import KINDS
from publisher.entries.words import date_words, facts, time_words
from publisher.feeds.lasting import lasting_facts
from publisher.schedule import Schedule


@dataclass(frozen=True)
class Mark:
    """An audience an entry is for: its colour class is mark-KEY, its name stands beside it."""

    key: str
    title: str


@dataclass(frozen=True)
class EntryView:
    """One entry for a template. `html` is cleaned; `withdrawn` and `expired` say when in words, else ''."""

    slug: str
    title: str
    kind: str
    kind_key: str
    address: str
    language: str
    summary: str
    facts: list[str]
    marks: list[Mark]
    except_: list[str]
    topics: list[tuple[str, str]]
    html: str
    link: str
    link_site: str
    enclosure: Enclosure | None
    enclosure_words: str
    author: str
    published: str
    published_iso: str
    withdrawn: str
    withdrawn_reason: str
    expired: str


class Views:
    """Makes views for one site."""

    def __init__(self, schedule: Schedule, path: Callable[[str], str]) -> None:
        self.schedule, self._path = schedule, path
        self._zone = schedule.organisation.zone

    def day(self, moment: datetime) -> date:
        """The site's day at a moment."""
        return moment.astimezone(self._zone).date()

    def day_words(self, moment: datetime) -> str:
        """'3 March 2026', on the site's clocks."""
        day = self.day(moment)
        return date_words(EntryDate(day.year, day.month, day.day))

    def moment_words(self, moment: datetime) -> str:
        """'3 March 2026, 9.30am', on the site's clocks."""
        return f"{self.day_words(moment)}, {time_words(moment, self._zone)}"

    def entry(self, version: Version, now: datetime, *, as_of: datetime | None = None) -> EntryView:
        """An entry as it stands at `now`; `as_of`: with the facts as they were told then."""
        content = version.content
        kind = KINDS.get(content.kind)
        published = version.published_at or version.released_at or version.saved_at
        told = (
            lasting_facts(content, self.day(as_of), self._zone)
            if as_of
            else facts(content, self.day(now), self._zone)
        )
        over = version.expires_at is not None and version.expires_at <= now
        return EntryView(
            slug=content.slug,
            title=content.title,
            kind=kind.title if kind else content.kind,
            kind_key=content.kind,
            address=self._path(f"entry/{content.slug}"),
            language=content.language or self.schedule.organisation.language,
            summary=content.summary,
            facts=told,
            marks=self.marks(content.for_),
            except_=[self._audience(key) for key in content.except_],
            topics=[
                (self._path(f"topic/{key}"), self.schedule.topics[key])
                for key in content.topics
                if key in self.schedule.topics
            ],
            html=version.html,
            link=content.link,
            link_site=_site_of(content.link),
            enclosure=content.enclosure,
            enclosure_words=_file_words(content.enclosure),
            author=content.author,
            published=self.day_words(published),
            published_iso=self.day(published).isoformat(),
            withdrawn=self.day_words(version.withdrawn_at) if version.withdrawn_at else "",
            withdrawn_reason=version.withdrawn_reason,
            expired=self.day_words(version.expires_at) if version.expires_at and over else "",
        )

    def entries(self, versions: Iterable[Version], now: datetime) -> list[EntryView]:
        """Several, in the order given."""
        return [self.entry(version, now) for version in versions]

    def marks(self, keys: Iterable[str]) -> list[Mark]:
        """The declared audiences among `keys`."""
        known = self.schedule.audiences
        return [Mark(key, known[key].title) for key in keys if key in known]

    def _audience(self, key: str) -> str:
        known = self.schedule.audiences.get(key)
        return known.title if known else key


def _site_of(link: str) -> str:
    return link.partition("://")[2].partition("/")[0].removeprefix("www.")


def _file_words(enclosure: Enclosure | None) -> str:
    """'PDF, 292 KB', 'audio, 24.6 MB', by media type."""
    if enclosure is None:
        return ""
    main, _, sub = enclosure.type.partition("/")
    sort = main if main in ("audio", "video", "image") else sub.rpartition(".")[2].upper()
    if not enclosure.length:
        return sort
    kilobytes = enclosure.length / 1024
    size = f"{kilobytes / 1024:.1f} MB" if kilobytes >= 1000 else f"{max(1, round(kilobytes))} KB"
    return f"{sort}, {size}"
