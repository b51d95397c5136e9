"""What the templates are handed: entries, groups and the mail itself, in words, nothing left to decide."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup

from publisher.entries.entry import Content, Version
from publisher.entries.kinds import KINDS
from publisher.issues.render.languages import Language
from publisher.links import Links
from publisher.schedule import Schedule


@dataclass(frozen=True)
class Mark:
    """An audience's name with its colour on the light and on the dark ground, and its class in the styles."""

    key: str
    name: str
    colour: str
    colour_dark: str


@dataclass(frozen=True)
class EntryView:
    """One entry as a mail shows it.

    key: names its parts and anchor; `language` is '' where it is the mail's own. `facts` are the parts of its
    one line; `link` and `link_words` its one link; `page` its page here; html is clean, its headings from h4;
    `html_alone` is the same with headings from h3, for where the title is an h2.
    """

    key: str
    title: str
    language: str
    audiences: tuple[Mark, ...]
    audience_words: str
    facts: tuple[str, ...]
    correction: str
    html: Markup
    html_alone: Markup
    text: str
    link: str
    link_words: str
    page: str
    enclosure: str
    enclosure_words: str


@dataclass(frozen=True)
class GroupView:
    """Entries of one kind under its heading."""

    key: str
    title: str
    entries: tuple[EntryView, ...]


def marks(schedule: Schedule) -> tuple[Mark, ...]:
    """Every audience's mark, in the order of the schedule."""
    return tuple(
        Mark(audience.key, audience.title, audience.colour, audience.colour_dark)
        for audience in schedule.audiences.values()
    )


def view(version: Version, schedule: Schedule, links: Links, language: Language, today: date) -> EntryView:
    """A version as a mail in `language` shows it to somebody reading on `today`."""
    content = version.content
    known = {mark.key: mark for mark in marks(schedule)}
    enclosure = content.enclosure
    page = links.entry(content.slug)
    own = (content.language or schedule.organisation.language).lower()
    return EntryView(
        key=str(version.entry_id),
        title=content.title,
        language="" if own == language.tag.lower() else own,
        audiences=tuple(mark for mark in known.values() if mark.key in content.for_),
        audience_words=_audience_words(content, known, language),
        facts=tuple(language.facts(content, today, schedule.organisation.zone)),
        correction=language.correction.format(note=version.note)
        if version.correction and version.note
        else "",
        html=_body(version, one_level_down(version.html)),
        html_alone=_body(version, version.html),
        text=version.text or content.summary,
        link=_address(content.link) or page,
        link_words=_link_words(content, language, today, schedule),
        page=page,
        enclosure=_address(enclosure.url) if enclosure else "",
        enclosure_words=_enclosure_words(content, language),
    )


def groups(entries: Sequence[tuple[Version, EntryView]], language: Language) -> list[GroupView]:
    """The entries under their kinds' headings; kinds and entries in the order in which they are given."""
    kinds = list(dict.fromkeys(version.content.kind for version, _ in entries))
    return [
        GroupView(
            kind,
            language.kinds.get(kind) or (KINDS[kind].plural if kind in KINDS else kind),
            tuple(shown for version, shown in entries if version.content.kind == kind),
        )
        for kind in kinds
    ]


def one_level_down(html: str) -> str:
    """Headings h3–h5 become h4–h6: in a mail an entry's own title is the h3."""
    return re.sub(r"<(/?)h([345])>", lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}>", html)


def without_images(html: str) -> str:
    """Images as their words: a mail fetches nothing, so nobody learns that it was opened."""
    html = re.sub(r'<img\b[^>]*\balt="([^"]*)"[^>]*>', r"[\1]", html)
    return re.sub(r"<img\b[^>]*>", "", html)


def _body(version: Version, html: str) -> Markup:
    if html:
        return Markup(without_images(html))  # noqa: S704 - cleaned when it was saved
    summary = version.content.summary
    return Markup("<p>{}</p>").format(summary) if summary else Markup("")


def _address(given: str) -> str:
    """An address that a mail may lead to, or ''. Entries are refused with others; old rows may hold them."""
    return given if re.match(r"(?i)(https?://|mailto:|tel:)", given) else ""


def _audience_words(content: Content, known: dict[str, Mark], language: Language) -> str:
    """'not for Health' and the like: what the marks do not say; for everybody: 'For everyone'."""
    kept_out = [known[key].name if key in known else key for key in content.except_]
    words = "" if content.for_ else language.everyone
    said = language.not_for.format(audiences=language.listed(kept_out)) if kept_out else ""
    return f"{words}, {said}" if words and said else words or said


def _link_words(content: Content, language: Language, today: date, schedule: Schedule) -> str:
    if content.kind == "training" and content.link and _bookable(content, today, schedule):
        return language.book
    host = urlsplit(content.link).hostname if content.link else ""
    return language.read_on.format(host=host) if host else language.read_here


def _bookable(content: Content, today: date, schedule: Schedule) -> bool:
    closes = content.book_by or content.starts
    if closes is None:
        return True
    astimezone = getattr(closes, "astimezone", None)
    day = astimezone(schedule.organisation.zone).date() if astimezone else closes
    return bool(day >= today)


def _enclosure_words(content: Content, language: Language) -> str:
    if content.enclosure is None:
        return ""
    kind, _, sort = content.enclosure.type.partition("/")
    name = {"application/pdf": "PDF", "audio/mpeg": "MP3"}.get(
        content.enclosure.type, kind if kind == "audio" else sort
    )
    size = content.enclosure.length
    weight = (
        f", {size / 1_000_000:.1f} MB" if size >= 100_000 else f", {max(1, size // 1000)} KB" if size else ""
    )
    return language.enclosure.format(sort=f"{name}{weight}")
