"""No sentence is lost: the words that came in are compared with the words of the entry they went to."""

from collections.abc import Sequence
from dataclasses import replace

from publisher.entries.entry import Content
from publisher.entries.importers.block import Block
from publisher.entries.importers.draft import words
from publisher.entries.importers.escaping import to_markdown


def keep_every_word(content: Content, blocks: Sequence[Block]) -> tuple[Content, bool]:
    """`content` with the blocks whose words it lacked put at its end, and whether there were any."""
    have = words(f"{content.title}\n{content.body}")
    missing = []
    for block in blocks:
        needs = words(block.text)
        if needs - have:
            missing.append(to_markdown(block.text))
        have -= needs
    if not missing:
        return content, False
    return replace(content, body="\n\n".join([content.body, *missing] if content.body else missing)), True
