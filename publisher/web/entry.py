"""/entry/SLUG and /entry/SLUG/correction-N: one entry, its history, its end."""

from collections.abc import Callable, Iterable
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from publisher.entries import reading
from publisher.entries.entry import Version
from publisher.feeds import Shelf
from publisher.web.pages import Pages
from publisher.web.views import Views

RELATED = {"replaces": "Replaces", "follows-up": "Follows up"}
RELATING = {"replaces": "Replaced by", "follows-up": "Followed up by"}


def router(
    engine: Engine, pages: Pages, views: Views, shelf: Shelf, now: Callable[[], datetime]
) -> APIRouter:
    routes = APIRouter()

    @routes.get("/entry/{slug}")
    def entry(request: Request, slug: str) -> Response:
        moment = now()
        with engine.connect() as conn:
            version = _public(conn, slug, moment)
            made = _corrections(conn, slug)
            related = _related(version, shelf.stock(conn, moment).versions)
        return pages.page(
            request,
            "entry.html",
            version.content.title,
            entry=views.entry(version, moment),
            corrections=[(number, state.note, views.day_words(state.saved_at)) for number, state in made],
            related=[(words, views.entry(other, moment)) for words, other in related],
        )

    @routes.get("/entry/{slug}/correction-{number}")
    def correction(request: Request, slug: str, number: str) -> Response:
        moment = now()
        with engine.connect() as conn:
            version = _public(conn, slug, moment)
            made = dict(_corrections(conn, slug))
        state = made.get(int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0)
        if state is None:
            raise HTTPException(404)
        return pages.page(
            request,
            "correction.html",
            f"Correction: {version.content.title}",
            entry=views.entry(version, moment),
            note=state.note,
            made=views.day_words(state.saved_at),
            is_latest=state.correction == version.correction,
        )

    return routes


def _public(conn: Connection, slug: str, now: datetime) -> Version:
    version = reading.by_slug(conn, slug)
    if version is None or version.released_at is None or version.released_at > now:
        raise HTTPException(404)
    return version


def _corrections(conn: Connection, slug: str) -> list[tuple[int, Version]]:
    """Each correction's number with the version that made it, oldest first."""
    found: dict[int, Version] = {}
    for version in reading.history(conn, slug):
        if version.correction:
            found.setdefault(version.correction, version)
    return sorted(found.items())


def _related(version: Version, versions: Iterable[Version]) -> list[tuple[str, Version]]:
    """Public entries this one names, and those that name it, with the tie in words."""
    public = {other.content.slug: other for other in versions}
    named = [
        (RELATED.get(relation.sort, "See also"), public[relation.slug])
        for relation in version.content.relations
        if relation.slug in public
    ]
    naming = [
        (RELATING.get(relation.sort, "See also"), other)
        for other in public.values()
        for relation in other.content.relations
        if relation.slug == version.content.slug
    ]
    return naming + named
