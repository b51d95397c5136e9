"""The rows of a web page's tables: those that hold data, and those that only lay out the page."""

from lxml import html

from publisher.entries.importers.columns import name_columns

MOST_IN_CELL = 3


def is_data(node: html.HtmlElement) -> bool:
    """Whether a <tr> is a row of data: several cells and nothing else, none of them laying out the page."""
    tails = [node.text, *(cell.tail for cell in node)]
    cells = all(cell.tag in ("td", "th") for cell in node)
    return (
        len(node) > 1
        and cells
        and not any((tail or "").strip() for tail in tails)
        and not any(map(_lays_out, node))
        and (_has_columns(node) or not any(map(_holds_text, node)))
    )


def _has_columns(row: html.HtmlElement) -> bool:
    """Whether the table's first row names its columns, so that its cells are data however much they hold."""
    table = next(row.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    if first is None:
        return False
    return any(cell.tag == "th" for cell in first) or bool(
        name_columns([" ".join(cell.text_content().split()) for cell in first])
    )


def _holds_text(cell: html.HtmlElement) -> bool:
    """Whether a cell holds paragraphs as a page does."""
    return sum(1 for part in cell.iter("p", "div") if (part.text_content() or "").strip()) >= MOST_IN_CELL


def _lays_out(cell: html.HtmlElement) -> bool:
    return cell.find(".//table") is not None or any(
        cell.find(f".//{tag}") is not None for tag in ("h1", "h2", "h3", "h4", "ul", "ol")
    )
