"""Lists and tables whose items or rows are entries of their own."""

from collections.abc import Sequence

from publisher.entries.importers import heads
from publisher.entries.importers.block import Block
from publisher.entries.importers.columns import name_columns, title_column
from publisher.entries.importers.escaping import disarm_start
from publisher.entries.importers.role import TEXT, Role


def lead_role(block: Block) -> Role | None:
    """A paragraph that begins with its title in bold."""
    title = block.lead.strip().rstrip(":–—-. ").strip()
    rest = block.text[len(block.lead) :].strip().lstrip(":–—-. ").strip()
    if (
        heads.is_label(title)
        or heads.is_fact(f"{title}: x")
        or not heads.title_like(title)
        or heads.count_words(rest) < 4
    ):
        return None
    return Role("run_in", title, _after_lead(block), rest)


def tell_items(blocks: Sequence[Block], found: list[Role], start: int, end: int) -> None:
    """A list straight under a heading, whose items each begin with a title: each is an entry."""
    items = listed(blocks, start, end)
    if len(items) < 2 or any(found[at].word in ("head", "run_in") for at in range(start, end)):
        return
    splits = {at: lead_role(blocks[at]) or item_role(blocks[at]) for at in items}
    if all(splits.values()):
        for at, role in splits.items():
            found[at] = role or TEXT


def listed(blocks: Sequence[Block], start: int, end: int) -> list[int]:
    """The outer items of the list that begins at `start`; none when something else stands there."""
    items = [
        at
        for at in range(start, end)
        if blocks[at].form == "item" and blocks[at].marker and not blocks[at].level
    ]
    return items if items and items[0] == start else []


def item_role(block: Block) -> Role | None:
    """A list item that begins with its title."""
    split = heads.run_in(block.text, strict=False)
    if split is None:
        return None
    title, rest = split
    tail = rest if block.markdown.endswith(rest) else ""
    return Role("run_in", title, disarm_start(tail), rest) if tail else None


def tell_rows(blocks: Sequence[Block], found: list[Role], span: range, under: Role) -> None:
    """A table whose first row names its columns, one of them a title: each row is an entry."""
    _ = under
    at = span.start
    while at < span.stop:
        if blocks[at].form != "row":
            at += 1
            continue
        last = at
        while last + 1 < span.stop and blocks[last + 1].form == "row":
            last += 1
        columns = name_columns(blocks[at].cells)
        column = title_column(columns)
        if column is not None and last > at:
            found[at] = Role("row_head", columns=blocks[at].cells)
            for n in range(at + 1, last + 1):
                cells = blocks[n].cells
                title = cells[column] if column < len(cells) else ""
                found[n] = Role("row_head", title=title) if title else TEXT
        at = last + 1


def _after_lead(block: Block) -> str:
    """The Markdown behind a bold lead, without the mark between them."""
    head, mark, tail = (
        block.markdown.partition("** ") if block.markdown.startswith("**") else ("", "", block.markdown)
    )
    tail = tail if mark else block.markdown[len(block.lead) :]
    _ = head
    return disarm_start(tail.strip().lstrip(":–—\\- ").strip())
