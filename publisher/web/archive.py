"""/archive and /archive/2025-26: everything by year; a year begins in the month the site says."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby

from fastapi import APIRouter
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from publisher.entries.dates import MONTHS
from publisher.entries.entry import Version
from publisher.feeds import Shelf
from publisher.web.pages import Pages
from publisher.web.past import past_issues
from publisher.web.views import Views


def year_of(day: date, starts: int) -> str:
    """'2025-26' for years that begin in month `starts`, '2025' when that is January."""
    first = day.year if day.month >= starts else day.year - 1
    return str(first) if starts == 1 else f"{first}-{(first + 1) % 100:02d}"


def router(
    engine: Engine, pages: Pages, views: Views, shelf: Shelf, now: Callable[[], datetime]
) -> APIRouter:
    routes = APIRouter()
    starts = pages.schedule.organisation.archive_year_starts

    def day_of(version: Version) -> date:
        return views.day(version.published_at or version.saved_at)

    @routes.get("/archive")
    def archive(request: Request) -> Response:
        with engine.connect() as conn:
            public = shelf.stock(conn, now()).versions
        years = Counter(year_of(day_of(version), starts) for version in public)
        return pages.page(
            request,
            "archive.html",
            "Archive",
            years=sorted(years.items(), reverse=True),
            starts=MONTHS[starts - 1],
        )

    @routes.get("/archive/{year}")
    def of_year(request: Request, year: str) -> Response:
        moment = now()
        with engine.connect() as conn:
            public = shelf.stock(conn, moment).versions
            past = past_issues(conn, moment)
        found = [version for version in public if year_of(day_of(version), starts) == year]
        if not found:
            raise HTTPException(404)
        months = groupby(found, key=lambda version: day_of(version).replace(day=1))
        return pages.page(
            request,
            "archive_year.html",
            f"Archive {year.replace('-', '–')}",
            months=[
                (f"{MONTHS[month.month - 1]} {month.year}", views.entries(versions, moment))
                for month, versions in months
            ],
            past=[
                (pages.schedule.publications[issue.publication], issue, views.day_words(issue.went))
                for issue in past
                if issue.publication in pages.schedule.publications
                and year_of(views.day(issue.went), starts) == year
            ],
        )

    return routes
