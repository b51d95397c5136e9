"""/audience/KEY, /topic/KEY, /kind/KEY: the entries of one audience, topic or kind."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from publisher.feeds import Shelf
from publisher.web.pages import Pages
from publisher.web.paging import page_of
from publisher.web.views import Views

A_PAGE = 25


def router(
    engine: Engine, pages: Pages, views: Views, shelf: Shelf, now: Callable[[], datetime]
) -> APIRouter:
    routes = APIRouter()

    def show(request: Request, path: str) -> Response:
        scope = pages.scopes.get(path)
        if scope is None:
            raise HTTPException(404)
        moment = now()
        with engine.connect() as conn:
            public = shelf.stock(conn, moment).versions
        page = page_of([version for version in public if scope.takes(version.content)], request, A_PAGE)
        return pages.page(
            request,
            "subject.html",
            scope.title,
            about=[scope, pages.scopes["all"]],
            scope=scope,
            entries=views.entries(page.shown, moment),
            page=page,
        )

    @routes.get("/audience/{key}")
    def audience(request: Request, key: str) -> Response:
        return show(request, f"audience/{key}")

    @routes.get("/topic/{key}")
    def topic(request: Request, key: str) -> Response:
        return show(request, f"topic/{key}")

    @routes.get("/kind/{key}")
    def kind(request: Request, key: str) -> Response:
        return show(request, f"kind/{key}")

    return routes
