"""/publication/KEY/N: an issue as it went, every entry with whom it was for."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from publisher.entries.kinds import KINDS
from publisher.entries.markdown import to_html
from publisher.feeds import Shelf
from publisher.issues import issue as issues
from publisher.web.pages import Pages
from publisher.web.views import EntryView, Views


def router(
    engine: Engine, pages: Pages, views: Views, shelf: Shelf, now: Callable[[], datetime]
) -> APIRouter:
    routes = APIRouter()

    @routes.get("/publication/{key}/{number}")
    def issue(request: Request, key: str, number: str) -> Response:
        publication = pages.schedule.publications.get(key)
        if publication is None or not (number.isascii() and number.isdigit() and len(number) < 9):
            raise HTTPException(404)
        moment = now()
        with engine.connect() as conn:
            found = issues.by_number(conn, key, int(number))
            if found is None or found.frozen_at is None or found.frozen_at > moment:
                raise HTTPException(404)
            public = shelf.stock(conn, moment).versions
            after = issues.by_number(conn, key, found.number + 1)
        corrected = {version.entry_id: version.correction for version in public}
        shown = [views.entry(version, moment, as_of=found.frozen_at) for version in found.entries]
        return pages.page(
            request,
            "issue.html",
            f"{publication.title}, no. {found.number}",
            publication=publication,
            issue=found,
            introduction=to_html(found.introduction),
            went=views.day_words(found.frozen_at),
            groups=_by_kind(shown),
            since_corrected={
                version.content.slug
                for version in found.entries
                if corrected.get(version.entry_id, 0) > version.correction
            },
            earlier=found.number - 1,
            later=after.number if after is not None and after.frozen_at is not None else 0,
        )

    return routes


def _by_kind(entries: list[EntryView]) -> list[tuple[str, list[EntryView]]]:
    """Under the kind's name, in the order in which the issue brings the kinds."""
    order = list(dict.fromkeys(entry.kind_key for entry in entries))
    return [
        (KINDS[key].plural if key in KINDS else key, [entry for entry in entries if entry.kind_key == key])
        for key in order
    ]
