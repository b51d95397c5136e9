"""/static/site.css: the one stylesheet, rendered once with the organisation's and the audiences' colours."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from publisher.web.conditional import answer
from publisher.web.pages import Pages

FOR_EVER = "public, max-age=31536000, immutable"


def router(pages: Pages) -> APIRouter:
    routes = APIRouter()

    @routes.get("/static/site.css")
    def stylesheet(request: Request) -> Response:
        known = request.query_params.get("v") == pages.stylesheet_etag
        caching = FOR_EVER if known else "public, max-age=60"
        return answer(
            request, pages.stylesheet, "text/css; charset=utf-8", f'"{pages.stylesheet_etag}"', None, caching
        )

    return routes
