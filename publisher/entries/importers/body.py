"""Blocks written as the Markdown body of an entry; every word of theirs is in it."""

from collections.abc import Sequence

from publisher.entries.importers.block import Block
from publisher.entries.importers.escaping import escape


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
            return _row(block)
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


def _row(block: Block) -> str:
    cells = [cell for cell in block.cells if cell]
    return "\n".join(f"- {escape(cell)}" for cell in cells)
