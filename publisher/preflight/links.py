"""Links that cannot work."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from publisher.entries.entry import Version
from publisher.issues.finding import Finding
from publisher.preflight.case import Case, of_entry


def well_formed(case: Case) -> Iterator[Finding]:
    """Every address in an entry is a whole one: a scheme we serve and, on the web, a host with a dot."""
    for version in case.issue.entries:
        for url in _addresses(version):
            if why := _wrong(url):
                yield of_entry(version, f"has a link that {why}: {url}", "mend the address", "bad_link")


def _addresses(version: Version) -> list[str]:
    found = _Anchors()
    found.feed(version.html)
    content = version.content
    own = [content.link, content.enclosure.url if content.enclosure else ""]
    return list(dict.fromkeys(url for url in [*own, *found.addresses] if url))


def _wrong(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "cannot be read"
    if parts.scheme in ("mailto", "tel"):
        return "" if parts.path else "names nobody"
    if parts.scheme not in ("http", "https"):
        return "does not begin with https://"
    return "" if "." in host.strip(".") or ":" in host else "has no host on the internet"


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if tag == "a" and name == "href" and value]
