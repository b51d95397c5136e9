"""A trial of every page's template with entries and issues made up for it; nothing is read or kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from publisher.entries.dates import MONTHS
from publisher.entries.entry import Version
from publisher.errors import Refused
from publisher.issues.render.trial import trial_issue, trial_versions
from publisher.links import Links
from publisher.schedule import Schedule
from publisher.templating import Templates
from publisher.web.letter import Letter, Subject
from publisher.web.pages import Pages
from publisher.web.paging import Page
from publisher.web.past import Past
from publisher.web.views import Views
from subscribers.faults import Fault

Given = tuple[str, dict[str, Any]]


def try_pages(templates: Templates, schedule: Schedule, links: Links, now: datetime) -> list[Fault]:
    """What is wrong with the templates of the site's pages, each fault once: unknown names above all."""
    faults: list[Fault] = []
    try:
        pages = Pages(schedule, links, templates, outbox=True)
    except Refused as refused:
        return list(refused.faults)
    for name, given in [*_of_entries(pages, now), *_of_lists(pages, now), *_of_people(now)]:
        try:
            pages.html(name, "Trial", **given)
        except Refused as refused:
            faults += refused.faults
    return list(dict.fromkeys(faults))


def _versions(schedule: Schedule, now: datetime) -> tuple[Version, ...]:
    """One withdrawn, one over, the others as they are."""
    withdrawn, over, *others = trial_versions(schedule, now)
    return (
        replace(withdrawn, withdrawn_at=now, withdrawn_reason="A trial."),
        replace(over, expires_at=now),
        *others,
    )


def _of_entries(pages: Pages, now: datetime) -> Iterator[Given]:
    views = Views(pages.schedule, pages.path)
    day = views.day_words(now)
    versions = _versions(pages.schedule, now)
    shown = views.entries(versions, now)
    for entry in shown:
        yield (
            "entry.html",
            {"entry": entry, "corrections": [(1, "A trial.", day)], "related": [("See", entry)]},
        )
        for latest in (True, False):
            yield (
                "correction.html",
                {"entry": entry, "note": "A trial.", "made": day, "is_latest": latest},
            )
    for publication in pages.schedule.publications.values():
        issue = trial_issue(publication.key, versions, now)
        yield (
            "issue.html",
            {
                "publication": publication,
                "issue": issue,
                "introduction": "<p>Words.</p>",
                "went": day,
                "groups": [("Trials", shown)],
                "since_corrected": {shown[0].slug},
                "earlier": 1,
                "later": 3,
            },
        )


def _of_lists(pages: Pages, now: datetime) -> Iterator[Given]:
    schedule = pages.schedule
    views = Views(schedule, pages.path)
    day = views.day_words(now)
    shown = views.entries(_versions(schedule, now), now)
    publications = list(schedule.publications.values())
    past = [(one, Past(one.key, 1, "Trial", now, len(shown)), day) for one in publications]
    for latest, some in ((past, shown), ([(one, None, "") for one in publications], [])):
        yield (
            "front.html",
            {
                "latest": latest,
                "coming": some,
                "groups": [("update", "Updates", some, 9)] if some else [],
                "topics": schedule.topics,
            },
        )
    for one, issue, _ in past:
        yield (
            "publication.html",
            {
                "publication": one,
                "form": "A trial",
                "takes": ["Updates"],
                "topics": list(schedule.topics.values()),
                "marks": views.marks(schedule.audiences),
                "past": [(issue, day)],
            },
        )
    for scope in pages.scopes.values():
        yield "subject.html", {"scope": scope, "entries": shown, "page": Page(shown, 2, 3, 60)}
    yield "archive.html", {"years": [("2025-26", 3)], "starts": MONTHS[3]}
    yield "archive_year.html", {"months": [("March 2026", shown)], "past": past}
    yield "feeds.html", {"groups": [("All", list(pages.scopes.values()))], "feed": pages.links.feed}


def _of_people(now: datetime) -> Iterator[Given]:
    yield "leave.html", {"publication": "Trial", "field": "field", "value": "value"}
    for already in (True, False):
        yield "left.html", {"publication": "Trial", "already": already}
    yield "error.html", {"said": "A trial."}
    subject = Subject(1, "Trial", "reader@example.org", now)
    page = Page([1], 2, 3, 60)
    yield "outbox.html", {"letters": [subject], "page": page, "when": lambda moment: f"{moment:%Y}"}
    for html in ("<p>Words.</p>", ""):
        letter = Letter(
            1,
            "Trial",
            "reader@example.org",
            now.astimezone(UTC),
            [("To", "reader@example.org")],
            "Words.",
            html,
            b"",
            1,
        )
        yield "outbox_letter.html", {"letter": letter}
