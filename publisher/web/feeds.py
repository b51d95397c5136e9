"""/feeds, and every feed under it."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from publisher.feeds import Shelf
from publisher.web.conditional import answer
from publisher.web.pages import Pages

CACHING = "public, max-age=300"
HEADS = {"all": "Everything", "audience": "By audience", "kind": "By kind", "topic": "By topic"}


def router(engine: Engine, pages: Pages, shelf: Shelf, now: Callable[[], datetime]) -> APIRouter:
    routes = APIRouter()

    @routes.get("/feeds")
    def listing(request: Request) -> Response:
        groups = [
            (head, [scope for scope in pages.scopes.values() if scope.sort == sort])
            for sort, head in HEADS.items()
        ]
        return pages.page(
            request,
            "feeds.html",
            "Feeds",
            about=list(pages.scopes.values()),
            groups=[(head, found) for head, found in groups if found],
            feed=pages.links.feed,
        )

    @routes.get("/feeds/{name:path}")
    def feed(request: Request, name: str) -> Response:
        path, _, suffix = name.rpartition(".")
        scope = pages.scopes.get(path)
        if scope is None or suffix not in ("atom", "rss"):
            raise HTTPException(404)
        with engine.connect() as conn:
            found = shelf.feed(conn, scope, suffix, now())
        media = f"{found.type}; charset=utf-8"
        return answer(request, found.body, media, found.etag, found.last_modified, CACHING)

    return routes
