"""A web page, or Word's HTML, becomes blocks. Runs confined: nothing is fetched, no script is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from publisher.entries.importers import inline
from publisher.entries.importers.around import BLOCKS, CONTROLS, Where, inside
from publisher.entries.importers.block import Block
from publisher.entries.importers.cells import is_data
from publisher.entries.importers.decoding import decode
from publisher.entries.importers.inline import Run, Words
from publisher.errors import refuse

DEEPEST = 200
ORDINAL = re.compile(r"^\(?\d{1,2}[.):]\s+(?=\S)")
BULLET = re.compile(r"^[•·●▪■◦‣⁃∙\uf0b7\uf0a7]\s*(?=\w)")
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
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
_VOID = {
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
}


@dataclass
class _Page:
    """Blocks as they come, and the words of the one being read."""

    base: str
    blocks: list[Block] = field(default_factory=list)
    words: Words = field(default_factory=lambda: Words(1))
    gap: bool = True


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
    _walk(tree, Where(), page)
    _flush(page, Where())
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


def _walk(node: html.HtmlElement, where: Where, page: _Page) -> None:
    tag = node.tag if isinstance(node.tag, str) else ""
    if not tag or tag in UNSEEN:
        return
    if tag == "br":
        _flush(page, where, gap_after=False)
        return
    if tag in ("img", "iframe", "video", "audio", "picture"):
        _picture(node, where, page)
        return
    inner = inside(node, tag, where)
    block = tag in BLOCKS
    if block:
        _flush(page, where)
    if tag == "tr" and is_data(node):
        _row(node, inner, page)
        return
    folded = tag == "button" and where.form == "heading"
    if tag in CONTROLS and tag != "form" and not folded:
        _flush(page, where)
    page.words.line = page.words.line if page.words.runs else (node.sourceline or page.words.line)
    _say(node.text, inner, page)
    for child in node:
        _walk(child, inner, page)
        _say(child.tail, inner, page)
    if block or (tag in CONTROLS and not folded):
        _flush(page, inner)


def _say(text: str | None, where: Where, page: _Page) -> None:
    if text:
        page.words.runs.append(Run(text, where.bold, where.slanted, where.href))


def _flush(page: _Page, where: Where, *, gap_after: bool = True) -> None:
    """The words gathered so far become a block under the form that surrounds them."""
    runs = page.words.tidy()
    line = page.words.line
    page.words = Words(line)
    if runs:
        page.blocks.append(_block(runs, line, where, page))
    page.gap = gap_after if runs else (page.gap or gap_after)


def _block(runs: list[Run], line: int, where: Where, page: _Page) -> Block:
    raw = text = inline.plain(runs)
    heading = where.form == "heading"
    bullet = BULLET.match(text) if where.form == "paragraph" else None
    mark = bullet or (ORDINAL.match(text) if heading else None)
    if mark:
        # The number of a heading is a mark, like a bullet: order shows it.
        runs = inline.without(runs, mark.end())
        text = inline.plain(runs)
    return Block(
        ((line, raw),),
        text,
        form="item" if bullet else where.form,
        level=where.level,
        # A second paragraph inside a list item goes on with it, and has no marker of its own.
        marker="-" if bullet else where.marker.pop() if where.form == "item" and where.marker else "",
        markdown=inline.markdown(runs, page.base, strong=not heading and not inline.all_bold(runs)),
        links=inline.links(runs, page.base),
        gap=page.gap,
        bold=not heading and inline.all_bold(runs),
        lead="" if heading else inline.lead(runs),
        place=where.place,
    )


def _row(node: html.HtmlElement, where: Where, page: _Page) -> None:
    """A table row with several cells becomes one block."""
    cells = list(node)
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


def _texts(node: html.HtmlElement, where: Where) -> Iterator[tuple[Where, str]]:
    inner = inside(node, node.tag if isinstance(node.tag, str) else "", where)
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


def _picture(node: html.HtmlElement, where: Where, page: _Page) -> None:
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
