"""Conditional requests (RFC 9110 §13): whether a client already has what it asks for."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response


def answer(
    request: Request, body: bytes, media_type: str, etag: str, last_modified: datetime | None, caching: str
) -> Response:
    """200 with the body, or 304 where nothing changed. `etag` with its quotes; `last_modified` UTC."""
    headers = {"ETag": etag, "Cache-Control": caching}
    if last_modified is not None:
        headers["Last-Modified"] = format_datetime(last_modified.astimezone(UTC), usegmt=True)
    if unchanged(request, etag, last_modified):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def unchanged(request: Request, etag: str, last_modified: datetime | None) -> bool:
    """If-None-Match beats If-Modified-Since (RFC 9110 §13.2.2); it is compared weakly (§13.1.2)."""
    wanted = request.headers.getlist("if-none-match")
    if wanted:
        tags = [tag.strip().removeprefix("W/") for tag in ",".join(wanted).split(",")]
        return "*" in tags or etag in tags
    since = request.headers.get("if-modified-since")
    if since is None or last_modified is None:
        return False
    try:
        return last_modified <= parsedate_to_datetime(since).astimezone(UTC)
    except ValueError:
        return False
