"""One page, by way of its blocks, becomes drafts and fates."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Day  # noqa: N812 - as in entry.py

from publisher.entries.export import write
from publisher.entries.importers.block import Block
from publisher.entries.importers.checking import keep_every_word
from publisher.entries.importers.draft import Draft, Fate, Imported
from publisher.entries.importers.drafting import draft
from publisher.entries.importers.structure import find_structure
from publisher.entries.vocabulary import Vocabulary


def take_page(
    blocks: Sequence[Block], name: str, taken: set[str], vocabulary: Vocabulary, today: Day
) -> Imported:
    """Drafts and fates of one page. taken: slugs in use, to which those of this page are added."""
    page = find_structure(blocks, today)
    all_text = "\n".join(block.text for block in blocks)
    drafts: list[Draft] = []
    slug_of: dict[int, str] = {}
    for piece in page.pieces:
        content, flags = draft(piece, page, all_text, vocabulary, today)
        content, mended = keep_every_word(content, piece.blocks)
        flags += ("order: some words were put at the end so as not to lose them",) if mended else ()
        content = replace(content, slug=free_slug(content.slug, taken))
        for block in piece.blocks:
            slug_of[id(block.lines)] = content.slug
        drafts.append(Draft(content, flags, write(content), made=True))
    fates = [
        Fate(
            number,
            text,
            page.fates.get(at, "entry"),
            None if at in page.fates else slug_of[id(block.lines)],
            name,
        )
        for at, block in enumerate(blocks)
        for number, text in block.lines
    ]
    return Imported(tuple(drafts), tuple(fates))


def free_slug(slug: str, taken: set[str]) -> str:
    """`slug`, or with -2, -3 … behind it when it is in `taken`; it is in `taken` afterwards."""
    free, n = slug, 1
    while free in taken:
        n += 1
        free = f"{slug}-{n}"
    taken.add(free)
    return free
