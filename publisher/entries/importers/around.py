"""What surrounds the words of a web page: the form, level, look and place that tags give them."""

from dataclasses import dataclass, field

from lxml import html

from publisher.entries.importers.block import Form, Place

BLOCKS = {
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
}

CONTROLS = {"button", "select", "option", "label", "input", "textarea", "form"}

PLACES: dict[str, Place] = {"nav": "navigation", "footer": "footer", "header": "header", "menu": "navigation"}

ROLES: dict[str, Place] = {
    "navigation": "navigation",
    "contentinfo": "footer",
    "banner": "header",
    "search": "control",
}


@dataclass(frozen=True)
class Where:
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


def inside(node: html.HtmlElement, tag: str, where: Where) -> Where:
    """What surrounds the words inside `node`."""
    style = (node.get("style") or "").replace(" ", "").lower()
    own = PLACES.get(tag, "") or ROLES.get(node.get("role") or "", "")
    place = own if own == "navigation" else where.place or own
    parent = node.getparent()
    if tag == "header" and parent is not None and parent.tag not in ("body", "html", "div"):
        place = where.place  # an article's own header holds its title
    folds = tag == "button" and (where.form == "heading" or node.get("aria-expanded") is not None)
    if (
        (tag in CONTROLS - {"label"} and not folds)
        or node.get("hidden") is not None
        or "display:none" in style
    ):
        place = "control"
    form, level, marker, depth, ordered, count = (
        where.form, where.level, where.marker, where.depth, where.ordered, where.count,
    )  # fmt: skip
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        form, level = "heading", int(tag[1])
    elif (folds or tag == "summary") and form != "heading":
        form, level = "heading", 6  # what a reader opens to see the text below is the title of that text
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
    return Where(
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
