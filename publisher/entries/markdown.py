"""Markdown into safe HTML and into plain text, behind a gate on size and depth."""

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from publisher.entries.bare_links import link_bare
from publisher.entries.door import unturned
from publisher.entries.plain_text import plain
from publisher.entries.web_address import is_web_address
from publisher.errors import refuse

MAX_CHARACTERS = 200_000
MAX_HTML = 1_000_000
MAX_DEPTH = 24
FIRST_HEADING = 3

_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
}
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_SCHEMES = {"http", "https", "mailto", "tel"}


@cache
def _reader() -> MarkdownIt:
    # The depth is counted by us, because the reader would leave out without a word what lies deeper.
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_DEPTH + 2})
    # Every address is read as a link here: `_safe` decides which may stay, and keeps the words of the others.
    reader.validateLink = lambda url: True  # type: ignore[method-assign] # the library's own hook
    return reader.enable(["table", "strikethrough"])


def check(markdown: str) -> None:
    """Pass if `markdown` is within the limits on size and depth, else raise Refused."""
    _read(markdown)


def to_html(markdown: str) -> str:
    """Clean HTML: headings from h3 down, links http(s), mailto and tel only, https images with words only.

    Raw HTML in the Markdown shows as text. Cleaning the result again changes nothing. Raises Refused
    beyond the limits on size and depth.
    """
    tokens = _read(markdown)
    html = _reader().renderer.render(tokens, _reader().options, {})
    if len(html) > MAX_HTML:
        raise _too_large("becomes", len(html), MAX_HTML)
    return unturned(clean_html(html)).strip()


def clean_html(html: str) -> str:
    """`html` with only the tags, attributes and address schemes that entries may hold."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


def to_text(markdown: str) -> str:
    """Plain text, unwrapped: headings underlined, lists with dashes, links on lines of their own.

    Raises Refused beyond the limits on size and depth.
    """
    return unturned(plain(_read(markdown)))


def _read(markdown: str) -> list[Token]:
    if len(markdown) > MAX_CHARACTERS:
        raise _too_large("has", len(markdown), MAX_CHARACTERS)
    tokens = _reader().parse(markdown)
    depth = weight = 0
    for token in _all(tokens):
        depth += token.nesting
        weight += sum(len(str(value)) for value in token.attrs.values())
        if depth > MAX_DEPTH or token.level > MAX_DEPTH:
            raise refuse(
                f"lists, quotations or emphasis stand more than {MAX_DEPTH} deep in each other",
                mend="flatten them",
                code="too_deep",
            )
    if weight > MAX_HTML:
        raise _too_large("becomes", weight, MAX_HTML)
    _shift_headings(tokens)
    for token in tokens:
        if token.children:
            token.children = _safe(link_bare(token.children))
        if "style" in token.attrs:
            token.attrSet("align", str(token.attrs.pop("style")).rpartition(":")[2])
    return tokens


def _all(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


def _too_large(verb: str, size: int, limit: int) -> Exception:
    return refuse(
        f"the text {verb} {size:,} characters long; at most {limit:,} are taken",
        mend="divide it into several entries",
        code="too_large",
    )


def _shift_headings(tokens: list[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    top = min((int(token.tag[1]) for token in headings), default=FIRST_HEADING)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - top + FIRST_HEADING)}"


def _safe(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            open_links.append(_may_link(str(token.attrs.get("href", ""))))
            if not open_links[-1]:
                continue
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image" and not _may_show(token):
            kept.append(Token("text", "", 0, content=token.content, level=token.level))
            continue
        kept.append(token)
    return kept


def _may_link(href: str) -> bool:
    scheme, _, rest = href.partition(":")
    return is_web_address(href) or (scheme.lower() in ("mailto", "tel") and bool(rest))


def _may_show(image: Token) -> bool:
    source = str(image.attrs.get("src", ""))
    return source.startswith("https://") and is_web_address(source) and bool(image.content.strip())
