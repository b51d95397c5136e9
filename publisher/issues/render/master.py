"""A run's content rendered once per template and language, in pieces that make up every edition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from publisher.entries.entry import Version
from publisher.entries.markdown import to_html, to_text
from publisher.issues.issue import Issue
from publisher.issues.render.inlining import inline
from publisher.issues.render.languages import Language, speak
from publisher.issues.render.parts import Cutter, Piece
from publisher.issues.render.safeguards import guard_html, guard_parts, guard_text
from publisher.issues.render.subjects import Naming
from publisher.issues.render.views import EntryView, groups, marks, view
from publisher.links import Links
from publisher.schedule import Publication, Schedule
from publisher.templating import Templates

TEMPLATES = {"edited": "issue", "digest": "digest", "alert": "alert"}
GAPS = frozenset({"subject", "preheader", "reason", "shortened", "omitted"})


@dataclass(frozen=True)
class Addresses:
    """The links at the end of a mail. `leave` holds a placeholder; `privacy` may be empty."""

    web: str
    leave: str
    change: str
    feed: str
    privacy: str


@dataclass(frozen=True)
class Master:
    """Everything one language's editions are put together from."""

    language: Language
    naming: Naming
    html: Sequence[Piece]
    text: Sequence[Piece]


def masters(
    templates: Templates,
    schedule: Schedule,
    publication: Publication,
    issue: Issue,
    versions: Sequence[Version],
    tags: Iterable[tuple[str, bool]],
    links: Links,
    now: datetime,
) -> dict[str, Master]:
    """One master per language tag asked for; `tags` say with which language HTML is wanted too.

    Raises Refused when a template fails, or lost what no mail may be without.
    """
    today = now.astimezone(schedule.organisation.zone).date()
    wanted: dict[str, bool] = {}
    for tag, as_html in tags:
        language = speak(tag, schedule.organisation.language)
        wanted[language.tag] = wanted.get(language.tag, False) or as_html
    cutter = Cutter()
    name = TEMPLATES[publication.form]
    given = {
        tag: _given(schedule, publication, issue, versions, speak(tag), links, today, cutter)
        for tag in wanted
    }
    documents = {tag: templates.render(f"email/{name}.html", **given[tag]) for tag in wanted if wanted[tag]}
    html = inline(documents, cutter, f"email/{name}.html") if documents else {}
    found: dict[str, Master] = {}
    for tag in wanted:
        text = cutter.cut(templates.render(f"email/{name}.txt", **given[tag]), f"email/{name}.txt")
        guard_parts([*text, *html.get(tag, [])], f"email/{name}")
        guard_text(text, GAPS, schedule.organisation, links, f"email/{name}.txt")
        if tag in html:
            guard_html(html[tag], GAPS, schedule.organisation, links, f"email/{name}.html")
        language = speak(tag)
        found[tag] = Master(language, Naming(publication, issue, language, today), html.get(tag, []), text)
    return found


def _given(
    schedule: Schedule,
    publication: Publication,
    issue: Issue,
    versions: Sequence[Version],
    language: Language,
    links: Links,
    today: date,
    cutter: Cutter,
) -> dict[str, Any]:
    """What a template of this run is handed."""
    shown: list[tuple[Version, EntryView]] = [
        (version, view(version, schedule, links, language, today)) for version in versions
    ]
    introduction = issue.introduction.strip()
    return {
        "words": language,
        "organisation": schedule.organisation,
        "publication": publication,
        "issue": issue,
        "heading": Naming(publication, issue, language, today).heading,
        "introduction": Markup(to_html(introduction)) if introduction else "",  # noqa: S704 - cleaned
        "introduction_text": to_text(introduction) if introduction else "",
        "groups": groups(shown, language),
        "audiences": marks(schedule),
        "addresses": Addresses(
            web=links.issue(publication.key, issue.number),
            leave=links.leave(cutter.leave),
            change=links.leave(cutter.leave),
            feed=links.feed(feed_scope(publication), "atom"),
            privacy=schedule.organisation.privacy_url,
        ),
        "part": cutter.part,
        "gap": cutter.gap,
    }


def feed_scope(publication: Publication) -> str:
    """The feed nearest to what a publication takes: its one kind, its one topic, its one audience, or all."""
    for sort, keys in (
        ("kind", publication.kinds),
        ("topic", publication.topics),
        ("audience", publication.for_),
    ):
        if len(keys) == 1:
            return f"{sort}/{keys[0]}"
    return "all"
