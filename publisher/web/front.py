"""The front page: what this is, the latest issues, what is coming, what is new."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime

from fastapi import APIRouter
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response

from publisher.entries.entry import Content, Version
from publisher.entries.kinds import KINDS
from publisher.feeds import Shelf
from publisher.web.pages import Pages
from publisher.web.past import past_issues
from publisher.web.views import EntryView, Views

COMING = 6
NEW = 3


def router(
    engine: Engine, pages: Pages, views: Views, shelf: Shelf, now: Callable[[], datetime]
) -> APIRouter:
    routes = APIRouter()

    @routes.get("/")
    def front(request: Request) -> Response:
        moment = now()
        with engine.connect() as conn:
            public = shelf.stock(conn, moment).versions
            newest = {issue.publication: issue for issue in reversed(past_issues(conn, moment))}
        living = [version for version in public if version.withdrawn_at is None]
        soon = coming(living, views.day(moment), views)
        return pages.page(
            request,
            "front.html",
            pages.schedule.organisation.name,
            latest=[
                (publication, issue, views.day_words(issue.went) if issue else "")
                for publication in pages.schedule.publications.values()
                for issue in [newest.get(publication.key)]
            ],
            coming=views.entries(soon, moment),
            groups=_by_kind(views.entries(living, moment), {version.content.slug for version in soon}),
            topics=pages.schedule.topics,
        )

    return routes


def coming(versions: Iterable[Version], today: date, views: Views) -> list[Version]:
    """What closes or begins from today on, the soonest first."""
    dated = [(day, version) for version in versions if (day := _next(version.content, today, views))]
    return [version for _, version in sorted(dated, key=lambda pair: (pair[0], pair[1].id))][:COMING]


def _next(content: Content, today: date, views: Views) -> date | None:
    """The first day from today on that a reader has to keep: booking closes, it starts, it ends."""
    days = [
        views.day(moment) if isinstance(moment, datetime) else moment
        for moment in (content.book_by, content.starts, content.ends)
        if moment is not None
    ]
    if content.kind == "deadline" and not days and content.date is not None:
        days.append(content.date.last_day)
    return min((day for day in days if day >= today), default=None)


def _by_kind(entries: list[EntryView], shown: Collection[str]) -> list[tuple[str, str, list[EntryView], int]]:
    """Kind's key, its name, its newest entries but those `shown` above, how many it has in all."""
    grouped = [
        (kind.key, kind.plural, [entry for entry in entries if entry.kind_key == kind.key])
        for kind in KINDS.values()
    ]
    return [
        (key, name, [entry for entry in found if entry.slug not in shown][:NEW], len(found))
        for key, name, found in grouped
        if found
    ]
