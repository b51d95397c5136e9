"""Blocks written as the Markdown body of an entry; every word of theirs is in it."""

from collections.abc import Sequence
from itertools import zip_longest

from publisher.entries.importers.block import Block
from publisher.entries.importers.columns import name_columns, title_column
from publisher.entries.importers.escaping import to_markdown


def write_body(blocks: Sequence[Block], columns: tuple[str, ...] = ()) -> str:
    """The Markdown of `blocks`: paragraphs apart, lists kept with their numbers, table rows as lists."""
    parts: list[str] = []
    last: Block | None = None
    for block in blocks:
        text = _write(block, columns, last)
        if not text:
            continue
        tight = last is not None and block.form == "item" and last.form == "item" and len(block.text) < 400
        parts.append(("\n" if tight else "\n\n") + text if parts else text)
        last = block
    return "".join(parts)


def _write(block: Block, columns: tuple[str, ...], last: Block | None) -> str:
    if block.form == "heading":
        return f"### {block.markdown.rstrip('#').rstrip()}"
    if block.form == "row":
        if columns:
            return _row(block, columns)
        return f"- {block.markdown.replace(' | ', ' · ')}"
    if block.form == "item":
        marker = block.marker
        within = last is not None and last.form == "item"
        if not marker:
            return ("  " if within else "") + block.markdown
        if marker[0] == "(" or not marker[0].isdigit():
            marker = "-" if marker == "-" else f"- {marker}"
        indent = "  " * min(block.level, 4) if within else ""
        return f"{indent}{marker} {block.markdown}"
    return block.markdown


def _row(block: Block, columns: tuple[str, ...]) -> str:
    return "\n".join(f"- {to_markdown(said)}" for said in row_lines(block, columns))


def row_lines(block: Block, columns: tuple[str, ...]) -> list[str]:
    """The cells of a row behind their columns' names ("Venue: Mill Hall"), without the entry's title."""
    title = title_column(name_columns(columns))
    return [
        f"{name.rstrip(':')}: {cell}" if name else cell
        for n, (name, cell) in enumerate(zip_longest(columns, block.cells, fillvalue=""))
        if cell and n != title
    ]
