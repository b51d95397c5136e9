"""/leave/TOKEN: the page with a button, and the one-click act of RFC 8058."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.responses import Response

from publisher.web.pages import Pages
from publisher.web.subscription import known
from subscribers.leaving import leave

FIELD, CLICK = "List-Unsubscribe", "One-Click"


def router(engine: Engine, pages: Pages, now: Callable[[], datetime]) -> APIRouter:
    routes = APIRouter()

    def title_of(publication: str) -> str:
        found = pages.schedule.publications.get(publication)
        return found.title if found else publication

    @routes.get("/leave/{token}")
    def ask(token: str) -> Response:
        number = pages.links.verify("leave", token)
        with engine.connect() as conn:
            subscription = known(conn, number) if number is not None else None
        if subscription is None:
            raise HTTPException(404)
        title = title_of(subscription.publication)
        if subscription.ended_at is not None:
            return pages.personal("left.html", f"You no longer get {title}", publication=title, already=True)
        return pages.personal("leave.html", f"Leave {title}?", publication=title, field=FIELD, value=CLICK)

    # RFC 8058 §3.1: url-encoded or multipart, no cookie, never a redirect; a repeat is as good as the first.
    @routes.post("/leave/{token}")
    def act(token: str, click: Annotated[str, Form(alias=FIELD)] = "") -> Response:
        number = pages.links.verify("leave", token)
        if number is None:
            raise HTTPException(404)
        if click != CLICK:
            raise HTTPException(400)
        with engine.begin() as conn:
            left = leave(conn, number, reason="left", now=now())
        if left is None:
            raise HTTPException(404)
        title = title_of(left.publication)
        return pages.personal("left.html", f"You have left {title}", publication=title, already=False)

    return routes
