"""Pages for what cannot be shown: not found, not allowed, not understood, gone wrong."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from publisher.errors import Refused
from publisher.web.pages import PERSONAL, Pages

SAID = {
    400: (
        "That request could not be read",
        "Nothing was changed. Please go back, open the page again and use its button.",
    ),
    404: (
        "There is no such page",
        "The address may be mistyped, or the link may be cut in two. Nothing was changed.",
    ),
    405: (
        "This page cannot do that",
        "It can only be read, or be used with the buttons on it. Nothing was changed.",
    ),
    413: ("That request is too large", "Nothing was kept of it and nothing was changed."),
    500: (
        "Something went wrong here",
        "It is not your doing. Nothing was changed by your visit. Please try again in a few minutes.",
    ),
}


def page(pages: Pages, status: int, headers: dict[str, str] | None = None) -> Response:
    """The page for an error; one that has no words of its own is told as 400 or 500."""
    status = status if status in SAID else 400 if status < 500 else 500
    title, said = SAID[status]
    try:
        body = pages.html("error.html", title, said=said)
    except Refused:
        # A site's own template may be what went wrong.
        return PlainTextResponse(f"{title}. {said}\n", status, PERSONAL | (headers or {}))
    return HTMLResponse(body, status, PERSONAL | (headers or {}))


def add(app: FastAPI, pages: Pages) -> None:
    """Let these pages answer for what a visitor asked wrongly."""

    def refused(_request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            return page(pages, 400)
        allow = (error.headers or {}).get("Allow")
        return page(pages, error.status_code, {"Allow": _allowed(allow)} if allow else None)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, refused)


def _allowed(methods: str) -> str:
    # HEAD is answered wherever GET is, but the routes do not know it.
    known = {method.strip() for method in methods.split(",")}
    return ", ".join(sorted(known | {"HEAD"} if "GET" in known else known))
