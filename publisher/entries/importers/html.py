"""A web page, or Word's HTML, becomes blocks. Runs confined: nothing is fetched, no script is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from publisher.entries.importers import inline
from publisher.entries.importers.block import Block, Form, Place
from publisher.entries.importers.decoding import decode
from publisher.entries.importers.inline import Run, Words
from publisher.errors import refuse

DEEPEST = 200
UNSEEN = {
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "link",
    "meta",
    "base",
    "object",
    "embed",
    "svg",
    "math",
}
BLOCKS = set(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "td",
        "th",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
CONTROLS = {"button", "select", "option", "label", "input", "textarea", "form"}
PLACES: dict[str, Place] = {"nav": "navigation", "footer": "footer", "header": "header", "menu": "navigation"}
ROLES: dict[str, Place] = {
    "navigation": "navigation",
    "contentinfo": "footer",
    "banner": "header",
    "search": "control",
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
_VOID = set(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)


@dataclass
class _Page:
    """Blocks as they come, and the words of the one being read."""

    base: str
    blocks: list[Block] = field(default_factory=list)
    words: Words = field(default_factory=lambda: Words(1))
    gap: bool = True


@dataclass(frozen=True)
class _Where:
    """What surrounds the words: the block's form, level, marker, the look of the text, the page's part."""

    form: Form = "paragraph"
    level: int = 0
    marker: list[str] = field(default_factory=list)
    bold: bool = False
    slanted: bool = False
    href: str = ""
    place: Place = ""
    depth: int = -1
    ordered: bool = False
    count: list[int] = field(default_factory=lambda: [0])


def read_html(data: bytes, name: str, address: str = "") -> list[Block]:
    """The blocks of a page. `address`: where it came from, for its relative links; or its own <base>.

    Raises Refused on an encoding it does not declare and on tags nested deeper than 200.
    """
    declared = _CHARSET.search(data[:4096])
    text = decode(data, name, declared[1].decode("ascii") if declared else "")
    _gate(text, name)
    if not text.strip():
        return []
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return []
    base = tree.find(".//base[@href]")
    page = _Page(inline.usable(base.get("href") or "", address) if base is not None else address)
    _walk(tree, _Where(), page)
    _flush(page, _Where())
    return page.blocks


def _gate(text: str, name: str) -> None:
    """Refuse what would drive any tree-walker into the ground, before a tree is built."""
    depth = 0
    for match in _TAG.finditer(text):
        tag = match[2].lower()
        if tag in _VOID or match[3].endswith("/") or tag in ("p", "li", "td", "tr", "th", "option"):
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            line = text.count("\n", 0, match.start()) + 1
            raise refuse(
                f"its tags are nested more than {DEEPEST} deep",
                where=f"{name}, line {line}",
                mend="paste the page as plain text instead",
                code="too_deep",
            )


def _walk(node: html.HtmlElement, where: _Where, page: _Page) -> None:
    tag = node.tag if isinstance(node.tag, str) else ""
    if not tag or tag in UNSEEN:
        return
    if tag == "br":
        _flush(page, where, gap_after=False)
        return
    if tag in ("img", "iframe", "video", "audio", "picture"):
        _picture(node, where, page)
        return
    inner = _inside(node, tag, where)
    block = tag in BLOCKS
    if block:
        _flush(page, where)
    if tag == "tr":
        _row(node, inner, page)
        return
    if tag in CONTROLS and tag != "form":
        _flush(page, where)
    page.words.line = page.words.line if page.words.runs else (node.sourceline or page.words.line)
    _say(node.text, inner, page)
    for child in node:
        _walk(child, inner, page)
        _say(child.tail, inner, page)
    if block or tag in CONTROLS:
        _flush(page, inner)


def _inside(node: html.HtmlElement, tag: str, where: _Where) -> _Where:
    """What surrounds the words inside `node`."""
    style = (node.get("style") or "").replace(" ", "").lower()
    place = where.place or PLACES.get(tag, "") or ROLES.get(node.get("role") or "", "")
    parent = node.getparent()
    if tag == "header" and parent is not None and parent.tag not in ("body", "html", "div"):
        place = where.place  # an article's own header holds its title
    if tag in CONTROLS - {"label"} or node.get("hidden") is not None or "display:none" in style:
        place = "control"
    form, level, marker, depth, ordered, count = (
        where.form, where.level, where.marker, where.depth, where.ordered, where.count,
    )  # fmt: skip
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        form, level = "heading", int(tag[1])
    elif tag in ("ul", "ol", "menu"):
        depth, ordered, count = (
            depth + 1,
            tag == "ol",
            [int(node.get("start") or 1) - 1 if _number(node) else 0],
        )
    elif tag == "li":
        count[0] += 1
        form, level = "item", max(depth, 0)
        marker = [f"{count[0]}." if ordered else "-"]
    return _Where(
        form,
        level,
        marker,
        (where.bold or tag in ("b", "strong") or "font-weight:bold" in style or "font-weight:700" in style),
        where.slanted or tag in ("i", "em", "cite"),
        (node.get("href") or where.href) if tag == "a" else where.href,
        place,
        depth,
        ordered,
        count,
    )


def _number(node: html.HtmlElement) -> bool:
    return (node.get("start") or "").isdigit() and len(node.get("start") or "") < 6


def _say(text: str | None, where: _Where, page: _Page) -> None:
    if text:
        page.words.runs.append(Run(text, where.bold, where.slanted, where.href))


def _flush(page: _Page, where: _Where, *, gap_after: bool = True) -> None:
    """The words gathered so far become a block under the form that surrounds them."""
    runs = page.words.tidy()
    line = page.words.line
    page.words = Words(line)
    if runs:
        page.blocks.append(_block(runs, line, where, page))
    page.gap = gap_after if runs else (page.gap or gap_after)


def _block(runs: list[Run], line: int, where: _Where, page: _Page) -> Block:
    text = inline.plain(runs)
    heading = where.form == "heading"
    return Block(
        ((line, text),),
        text,
        form=where.form,
        level=where.level,
        # A second paragraph inside a list item goes on with it, and has no marker of its own.
        marker=where.marker.pop() if where.form == "item" and where.marker else "",
        markdown=inline.markdown(runs, page.base, strong=not heading and not inline.all_bold(runs)),
        links=inline.links(runs, page.base),
        gap=page.gap,
        bold=not heading and inline.all_bold(runs),
        lead="" if heading else inline.lead(runs),
        place=where.place,
    )


def _row(node: html.HtmlElement, where: _Where, page: _Page) -> None:
    """A table row with several cells becomes one block; a layout table's single cell is walked through."""
    cells = [cell for cell in node if cell.tag in ("td", "th")]
    laid_out = any(_lays_out(cell) for cell in cells)
    if len(cells) < 2 or laid_out:
        for cell in cells:
            _walk(cell, where, page)
        return
    page.words.line = node.sourceline or page.words.line
    shown: list[list[Run]] = []
    for cell in cells:
        part = _Page(page.base, words=Words(page.words.line))
        for run_where, text in _texts(cell, where):
            _say(text, run_where, part)
        shown.append(part.words.tidy())
    runs: list[Run] = []
    for n, cell_runs in enumerate(shown):
        runs += ([Run(" | ")] if n else []) + cell_runs
    if not any(any(c.isalnum() for c in run.text) for run in runs):
        return
    page.blocks.append(
        Block(
            ((page.words.line, inline.plain(runs)),),
            inline.plain(runs),
            form="row",
            markdown=inline.markdown(runs, page.base),
            links=inline.links(runs, page.base),
            gap=True,
            place=where.place,
            cells=tuple(inline.plain(cell) for cell in shown),
            header=all(cell.tag == "th" for cell in cells),
        )
    )


def _lays_out(cell: html.HtmlElement) -> bool:
    return cell.find(".//table") is not None or any(
        cell.find(f".//{tag}") is not None for tag in ("h1", "h2", "h3", "h4", "ul", "ol")
    )


def _texts(node: html.HtmlElement, where: _Where) -> Iterator[tuple[_Where, str]]:
    inner = _inside(node, node.tag if isinstance(node.tag, str) else "", where)
    if node.tag in UNSEEN or not isinstance(node.tag, str):
        return
    if node.tag in BLOCKS or node.tag == "br":
        yield inner, " "
    yield inner, node.text or ""
    if node.tag == "img" and node.get("alt"):
        yield inner, f" {node.get('alt')} "
    for child in node:
        yield from _texts(child, inner)
        yield inner, child.tail or ""
    if node.tag in BLOCKS:
        yield inner, " "


def _picture(node: html.HtmlElement, where: _Where, page: _Page) -> None:
    """A picture or player is not taken; what it was called is told."""
    _ = where
    named = node if node.tag != "picture" else node.find(".//img")
    told = ((named.get("alt") or named.get("title") or "") if named is not None else "").strip()
    source = (named.get("src") or "") if named is not None else ""
    told = told or source.rsplit("/", 1)[-1][:80].split("?")[0]
    if not told or (source.startswith("data:") and not (named is not None and named.get("alt"))):
        told = told if told and not source.startswith("data:") else "picture"
    line = node.sourceline or page.words.line
    page.blocks.append(Block(((line, " ".join(told.split())),), "", form="image", place=where.place))
