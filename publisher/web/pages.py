"""The frame every page has in common, and how a page becomes an answer."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from publisher.feeds import Scope, scopes
from publisher.links import Links
from publisher.schedule import Schedule
from publisher.templating import Templates
from publisher.web.conditional import answer

PERSONAL = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
SHARED = "public, max-age=60"


@dataclass(frozen=True)
class Discovery:
    """A feed that a page offers to readers (`<link rel=alternate>`)."""

    title: str
    type: str
    href: str


class Pages:
    """Renders the templates of web/ with what all of them need. Safe to use from threads."""

    def __init__(self, schedule: Schedule, links: Links, templates: Templates, outbox: bool) -> None:
        self.schedule, self.links = schedule, links
        self.scopes = scopes(schedule)
        self._templates = templates
        self.prefix = urlsplit(links.base_url).path.rstrip("/")
        self.stylesheet = self.render("site.css").encode()
        digest = hashlib.sha256(self.stylesheet)
        self.stylesheet_etag = digest.hexdigest()[:16]
        self._integrity = f"sha256-{base64.b64encode(digest.digest()).decode('ascii')}"
        self._outbox = outbox

    def path(self, path: str = "") -> str:
        """The address of a page within this host."""
        return f"{self.prefix}/{path}"

    def render(self, name: str, /, **given: Any) -> str:
        """The template web/`name` with what is given and what is common."""
        common = {"organisation": self.schedule.organisation, "audiences": self.schedule.audiences}
        return self._templates.render(f"web/{name}", **(common | given))

    def html(self, name: str, title: str, /, *, about: Sequence[Scope] = (), **given: Any) -> str:
        """A whole page, with the safety notice whatever the template does. `about` names feeds it offers."""
        page = self.render(
            name,
            title=title,
            path=self.path,
            stylesheet=f"{self.path('static/site.css')}?v={self.stylesheet_etag}",
            integrity=self._integrity,
            discovery=self._discovery(about or [self.scopes["all"]]),
            has_outbox=self._outbox,
            **given,
        )
        return self._with_notice(page)

    def page(self, request: Request, name: str, title: str, /, **given: Any) -> Response:
        """A public page: 200 with an ETag, or 304."""
        body = self.html(name, title, **given).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return answer(request, body, "text/html; charset=utf-8", etag, None, SHARED)

    def personal(self, name: str, title: str, /, *, status: int = 200, **given: Any) -> Response:
        """A page that no cache may keep and no search engine list."""
        return HTMLResponse(self.html(name, title, **given), status, PERSONAL)

    def _discovery(self, about: Sequence[Scope]) -> list[Discovery]:
        organisation = self.schedule.organisation.name
        return [
            Discovery(
                f"{organisation}{': ' if scope.title else ''}{scope.title} ({word})",
                f"application/{suffix}+xml",
                self.links.feed(scope.path, suffix),
            )
            for scope in about
            for suffix, word in (("atom", "Atom"), ("rss", "RSS"))
        ]

    def _with_notice(self, page: str) -> str:
        notice = escape(self.schedule.organisation.safety_notice, quote=False)
        if notice in page.replace("&#39;", "'").replace("&#34;", '"'):
            return page
        head, tag, tail = page.rpartition("</body>")
        return f"{head}<p>{notice}</p>{tag}{tail}" if tag else f"{page}<p>{notice}</p>"
