"""The web application: one router per page or act, joined here."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine

from publisher.feeds import Shelf
from publisher.links import Links
from publisher.schedule import Schedule
from publisher.store.engine import reading
from publisher.templating import Templates
from publisher.web import (
    archive,
    entry,
    feeds,
    front,
    health,
    issue,
    leaving,
    missing,
    publication,
    stylesheet,
    subject,
)
from publisher.web import (
    outbox as outbox_pages,
)
from publisher.web.guard import Guard, safe_headers
from publisher.web.pages import Pages
from publisher.web.views import Views


def create(
    engine: Engine,
    schedule: Schedule,
    links: Links,
    templates: Templates,
    *,
    outbox: Path | None,
    now: Callable[[], datetime],
) -> FastAPI:
    """The site as an ASGI application.

    outbox: the folder of .eml files to show, None when mails really leave. now: aware, UTC.
    Raises Refused when a template of the site is broken.
    """
    pages = Pages(schedule, links, templates, outbox is not None)
    shelf = Shelf(schedule, links)
    views = Views(schedule, pages.path)
    quiet = reading(engine)

    app = FastAPI(title=schedule.organisation.name, openapi_url=None, docs_url=None, redoc_url=None)
    app.router.redirect_slashes = False
    routers = [
        health.router(),
        stylesheet.router(pages),
        front.router(quiet, pages, views, shelf, now),
        entry.router(quiet, pages, views, shelf, now),
        issue.router(quiet, pages, views, shelf, now),
        publication.router(quiet, pages, views, now),
        subject.router(quiet, pages, views, shelf, now),
        archive.router(quiet, pages, views, shelf, now),
        feeds.router(quiet, pages, shelf, now),
        leaving.router(engine, pages, now),
    ]
    if outbox is not None:
        routers.append(outbox_pages.router(outbox, pages, views))
    for one in routers:
        app.include_router(one, prefix=pages.prefix)
    missing.add(app, pages)
    app.add_middleware(
        Guard,
        base_url=links.base_url,
        headers=safe_headers(links.base_url),
        broken=lambda: missing.page(pages, 500),
    )
    return app
