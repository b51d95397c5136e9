"""/publication/KEY: what it is, when it goes, its issues."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from publisher.entries.kinds import KINDS
from publisher.web.pages import Pages
from publisher.web.past import past_issues
from publisher.web.views import Views

FORMS = {
    "edited": "Put together and approved by people",
    "digest": "Gathered from new entries, without anybody choosing",
    "alert": "Sent at once, and only when it cannot wait",
}


def router(engine: Engine, pages: Pages, views: Views, now: Callable[[], datetime]) -> APIRouter:
    routes = APIRouter()

    @routes.get("/publication/{key}")
    def publication(request: Request, key: str) -> Response:
        found = pages.schedule.publications.get(key)
        if found is None:
            raise HTTPException(404)
        with engine.connect() as conn:
            past = past_issues(conn, now(), key)
        return pages.page(
            request,
            "publication.html",
            found.title,
            publication=found,
            form=FORMS[found.form],
            takes=[KINDS[kind].plural for kind in found.kinds if kind in KINDS],
            topics=[pages.schedule.topics[topic] for topic in found.topics if topic in pages.schedule.topics],
            marks=views.marks(found.for_),
            past=[(issue, views.day_words(issue.went)) for issue in past],
        )

    return routes
