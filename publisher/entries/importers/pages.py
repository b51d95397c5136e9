"""Foreign documents as blocks, each read in a process of its own."""

from publisher.confine import confined
from publisher.entries.importers.block import Block, pack, unpack
from publisher.entries.importers.decoding import decode
from publisher.entries.importers.html import read_html
from publisher.entries.importers.plain import read_plain
from publisher.entries.importers.source import Source
from publisher.entries.importers.word import read_word
from publisher.errors import refuse

MOST_BLOCKS = 10_000


def read_page(source: Source) -> list[Block]:
    """The blocks of a text, HTML or Word source. Raises Refused with what is wrong with it."""
    if source.form == "text":
        return _few(read_plain(decode(source.data, source.name)), source)
    parser = html_confined if source.form == "html" else word_confined
    return _few(unpack(confined(parser, source.data, source.name, source.address, what=source.name)), source)


def _few(blocks: list[Block], source: Source) -> list[Block]:
    if len(blocks) > MOST_BLOCKS:
        raise refuse(
            f"it has {len(blocks):,} paragraphs; at most {MOST_BLOCKS:,} are read",
            where=source.name,
            mend="divide it",
            code="too_large",
        )
    return blocks


def html_confined(data: bytes, name: str, address: str) -> bytes:
    """For the child: the page's blocks, packed."""
    return pack(read_html(data, name, address))


def word_confined(data: bytes, name: str, address: str) -> bytes:
    """For the child: the document's blocks, packed."""
    _ = address
    return pack(read_word(data, name))
