"""A page as a list of blocks: the one form that text, HTML and Word come to before entries are found."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Form = Literal["paragraph", "heading", "item", "row", "image", "rule"]
Place = Literal["", "header", "navigation", "footer", "control"]


@dataclass(frozen=True)
class Link:
    """The words that carry a link, and where it goes (absolute http(s), mailto or tel; '' when unusable)."""

    words: str
    url: str


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item, table row or image, with what its look told.

    lines: the source lines it was made of, each (number, text). level: of a heading 1–6, of an item
    its depth from 0. marker: '1)' of a numbered item, '-' of a bullet. gap: whether it stood apart
    from the block above. bold: the whole of it was bold; lead: the bold words it began with.
    place: where on the page it lay. cells: those of a table row; header: the row names its columns.
    """

    lines: tuple[tuple[int, str], ...]
    text: str
    form: Form = "paragraph"
    level: int = 0
    marker: str = ""
    markdown: str = ""
    links: tuple[Link, ...] = ()
    gap: bool = True
    bold: bool = False
    lead: str = ""
    place: Place = ""
    cells: tuple[str, ...] = ()
    header: bool = False

    @property
    def number(self) -> int:
        """The first source line."""
        return self.lines[0][0]


def pack(blocks: Sequence[Block]) -> bytes:
    """Blocks as JSON, to leave a confined process."""
    return json.dumps([asdict(block) for block in blocks]).encode()


def unpack(data: bytes) -> list[Block]:
    """What `pack` wrote."""
    return [_block(item) for item in json.loads(data)]


def _block(item: dict[str, Any]) -> Block:
    item["lines"] = tuple((number, text) for number, text in item["lines"])
    item["links"] = tuple(Link(**link) for link in item["links"])
    item["cells"] = tuple(item["cells"])
    return Block(**item)
