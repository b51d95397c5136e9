"""Around every request: known hosts only, a limit on size, HEAD, safe headers, a log line without tokens."""

import logging
import re
import time
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 2_000_000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_TOKEN = re.compile(r"(/leave/)[^/?]+")
_log = logging.getLogger("publisher.web")

SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' https:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000"


def masked(path: str) -> str:
    """A path as logs may hold it: personal tokens replaced by ***."""
    return _TOKEN.sub(r"\1***", path)


def safe_headers(base_url: str) -> dict[str, str]:
    """The headers of every answer, for a site at this address."""
    return SAFE | ({"Strict-Transport-Security": HSTS} if base_url.startswith("https:") else {})


class Guard:
    """ASGI middleware. `headers` are set where an answer has not set its own; `broken` makes the 500 page."""

    def __init__(
        self, app: ASGIApp, base_url: str, headers: Mapping[str, str], broken: Callable[[], Response]
    ) -> None:
        self._app, self._headers, self._broken = app, headers, broken
        self._hosts: Collection[str] = {(urlsplit(base_url).hostname or "").lower(), *LOOPBACK}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, asked = time.monotonic(), scope["method"]
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            elif asked == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        given = Headers(scope=scope)
        try:
            if host_of(given) not in self._hosts:
                refusal = PlainTextResponse("This server does not answer to that name.\n", 421)
                await refusal(scope, receive, answer)
            elif _too_large(given):
                refusal = PlainTextResponse(f"No request may be larger than {LARGEST_BODY:,} bytes.\n", 413)
                await refusal(scope, receive, answer)
            else:
                inner = {**scope, "method": "GET"} if asked == "HEAD" else scope
                await self._app(inner, _limited(receive), answer)
        except Exception:
            _log.exception("%s %s failed", asked, masked(scope["path"]))
            if not status:
                await self._broken()(scope, receive, answer)
        finally:
            spent = (time.monotonic() - began) * 1000
            _log.info("%s %s %d %.0f ms", asked, masked(scope["path"]), status or 500, spent)


def host_of(headers: Headers) -> str:
    """The name asked for, without its port; IPv6 in brackets."""
    host = headers.get("host", "").lower()
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _too_large(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return not length.isdigit() or int(length) > LARGEST_BODY


def _limited(receive: Receive) -> Receive:
    """`receive` that ends with 413 when a body without a declared length goes on too long."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise HTTPException(413)
        return message

    return counted
