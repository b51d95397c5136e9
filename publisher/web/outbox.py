"""/outbox/: the mails that have not left, newest first: as a reader sees them, as text, as source.

They are personal and hold personal links, so they are shown on this machine only: to a loopback name,
and not through a proxy.
"""

from datetime import datetime
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from publisher.web.guard import LOOPBACK, host_of
from publisher.web.letter import Letter, read_letter, subjects
from publisher.web.pages import PERSONAL, Pages
from publisher.web.paging import page_of
from publisher.web.views import Views

A_PAGE = 50
PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")
# A mail styles itself inline; only here may it, and here nothing runs, loads or posts.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def router(folder: Path, pages: Pages, views: Views) -> APIRouter:
    routes = APIRouter()

    def letter(request: Request, number: str) -> Letter:
        _here_only(request)
        found = (
            read_letter(folder, int(number))
            if number.isascii() and number.isdigit() and len(number) < 12
            else None
        )
        if found is None:
            raise HTTPException(404)
        return found

    def when(moment: datetime | None) -> str:
        return views.moment_words(moment) if moment else "undated"

    @routes.get("/outbox")
    @routes.get("/outbox/")
    def listing(request: Request) -> Response:
        _here_only(request)
        numbers = sorted(
            (int(path.stem) for path in folder.glob("[0-9]*.eml") if path.stem.isdigit()), reverse=True
        )
        page = page_of(numbers, request, A_PAGE)
        return pages.personal(
            "outbox.html", "Outbox", letters=subjects(folder, page.shown), page=page, when=when
        )

    @routes.get("/outbox/{number}")
    def view(request: Request, number: str) -> Response:
        found = letter(request, number)
        answer = pages.personal("outbox_letter.html", found.subject or "A mail", letter=found)
        answer.headers["Content-Security-Policy"] = FRAME_POLICY
        return answer

    @routes.get("/outbox/{number}/html")
    def html(request: Request, number: str) -> Response:
        found = letter(request, number)
        headers = PERSONAL | {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
        return Response(found.html, media_type="text/html; charset=utf-8", headers=headers)

    @routes.get("/outbox/{number}/source")
    def source(request: Request, number: str) -> Response:
        found = letter(request, number)
        return Response(found.source, media_type="text/plain; charset=utf-8", headers=PERSONAL)

    return routes


def _here_only(request: Request) -> None:
    if host_of(request.headers) not in LOOPBACK or any(name in request.headers for name in PROXIED):
        raise HTTPException(404)
