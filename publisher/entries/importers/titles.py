"""Titles told from text, between one heading of a date or section and the next."""

import itertools
from collections.abc import Sequence

from publisher.entries.importers import heads
from publisher.entries.importers.block import Block
from publisher.entries.importers.escaping import disarm_start, to_markdown
from publisher.entries.importers.lexicon import VERBS
from publisher.entries.importers.lists import lead_role, tell_items, tell_rows
from publisher.entries.importers.role import TEXT, Role


def tell_titles(blocks: Sequence[Block], found: list[Role], start: int, end: int, gappy: bool) -> None:
    """The lines between two structural ones: find out how titles look here, then tell them."""
    span = range(start, end)
    under = found[start - 1] if start else TEXT
    ranked = [
        at
        for at in span
        if blocks[at].form == "heading" and found[at] is TEXT and not heads.is_label(blocks[at].text)
    ]
    bold = [
        at
        for at in span
        if blocks[at].bold
        and blocks[at].form == "paragraph"
        and found[at] is TEXT
        and heads.title_like(blocks[at].text)
        and not heads.is_label(blocks[at].text)
        and _has_text(blocks, at, end)
    ]
    leads = [
        at
        for at in span
        if blocks[at].lead and blocks[at].form == "paragraph" and found[at] is TEXT and lead_role(blocks[at])
    ]
    tell_rows(blocks, found, span, under)
    if ranked:
        above = [at for at in (*bold, *leads) if at < ranked[0]] if under.word != "head" else []
        for at in above:
            if at in leads:
                found[at] = lead_role(blocks[at]) or TEXT
            elif at + 1 < ranked[0] and blocks[at + 1].form == "paragraph" and not blocks[at + 1].bold:
                found[at] = Role("head")
        _tell_ranked(blocks, found, span, ranked)
    elif bold or leads:
        for at in bold:
            found[at] = Role("head")
        for at in leads:
            found[at] = lead_role(blocks[at]) or TEXT
        _labels(blocks, found, span)
    else:
        _tell_plain(blocks, found, start, end, gappy)
    if start == 0 or found[start - 1].word in ("section", "date", "page_title", "edition"):
        tell_items(blocks, found, start, end)


def _tell_ranked(blocks: Sequence[Block], found: list[Role], span: range, ranked: list[int]) -> None:
    floor = found[span.start - 1].level if span.start else 0
    inside = list(itertools.takewhile(lambda at: blocks[at].level > floor, ranked)) if floor else []
    for group in (inside, ranked[len(inside) :]):
        top = min((blocks[at].level for at in group), default=0)
        for at in group:
            level = blocks[at].level
            found[at] = Role("head" if level == top else "label", level=level)
        _sections_of_headings(blocks, found, group)
    _labels(blocks, found, span)


def _sections_of_headings(blocks: Sequence[Block], found: list[Role], group: Sequence[int]) -> None:
    """A heading with no text of its own, straight above deeper ones, is their section; they are titles."""
    for n, at in enumerate(group):
        level = blocks[at].level
        if found[at].word != "head" or at + 1 not in group or blocks[at + 1].level <= level:
            continue
        found[at] = Role("section", level=level)
        end = next((m for m in range(n + 1, len(group)) if blocks[group[m]].level <= level), len(group))
        top = min(blocks[one].level for one in group[n + 1 : end])
        for one in group[n + 1 : end]:
            if blocks[one].level == top:
                found[one] = Role("head", level=top)


def _labels(blocks: Sequence[Block], found: list[Role], span: range) -> None:
    for at in span:
        if found[at] is TEXT and (
            blocks[at].form == "heading"
            or (blocks[at].bold and blocks[at].form == "paragraph" and len(blocks[at].text) < 90)
        ):
            found[at] = Role("label")


def _has_text(blocks: Sequence[Block], at: int, end: int) -> bool:
    return at + 1 < end


def _tell_plain(blocks: Sequence[Block], found: list[Role], start: int, end: int, gappy: bool) -> None:
    """Titles without any mark-up: by where lines stand, how long they are, and what they say."""
    span = [at for at in range(start, end) if found[at] is TEXT]
    alone = {at for at in span if _stands_alone(blocks, at, start, end, gappy)}
    loose = {at: split for at in span if at not in alone and (split := _run_in(blocks[at], strict=False))}
    firm = [at for at in alone if not blocks[at].text.rstrip().endswith(":")]
    if gappy:
        # Close under a title, what reads like another one is text of it.
        loose = {at: split for at, split in loose.items() if blocks[at].gap or at - 1 not in alone}
        loose |= days if len(days := _days(blocks, span)) > 1 else {}
    several = {at for at in loose if blocks[at].gap and _tells_much(loose[at])} if gappy else set()
    running = bool(loose) and len(loose) >= len(firm)
    colons = len(alone) - len(firm)
    open_entry = bool(start and found[start - 1].word == "section")
    for at in span:
        block = blocks[at]
        if at in alone:
            colon = block.text.rstrip().endswith(":")
            listed = at + 1 < end and blocks[at + 1].form == "item"
            titles = running or not colon or not open_entry or (colons > len(firm) and not listed)
            if titles and not (colon and running and VERBS.search(block.text)):
                found[at] = Role("head")
                open_entry = True
        elif at in loose and (running or (len(several) > 1 and at in several) or _run_in(block, strict=True)):
            found[at] = loose[at]
            open_entry = True
        else:
            open_entry = True
    _numbered(blocks, found, span, end)


def _tells_much(role: Role) -> bool:
    """Whether a run-in has a title of some words and much text; where several do, all are titles."""
    return 2 <= heads.count_words(role.title) <= 5 and heads.count_words(role.plain) >= 8


def _days(blocks: Sequence[Block], span: Sequence[int]) -> dict[int, Role]:
    """The paragraphs that begin with their day and then name what takes place ("10 June – Forum, 2pm")."""
    apart = [at for at in span if blocks[at].gap and blocks[at].form == "paragraph" and not blocks[at].links]
    return {at: split for at in apart if (split := _day_led(blocks[at]))}


def _day_led(block: Block) -> Role | None:
    split = heads.day_led(block.text)
    if split is None:
        return None
    day, title, rest = split
    said = f"{day}, {rest}" if rest else day
    return Role("run_in", title, to_markdown(said), said)


def _run_in(block: Block, *, strict: bool) -> Role | None:
    """What a paragraph is that begins with its title."""
    if block.form != "paragraph":
        return None
    split = heads.run_in(block.text, strict=strict)
    if split is None:
        return None
    title, rest = split
    # The same cut in the Markdown: count the words before it.
    markdown = block.markdown
    if markdown.endswith(rest):
        return Role("run_in", title, disarm_start(rest), rest)
    tail = heads.run_in(markdown, strict=False)
    if tail is None or heads.count_words(tail[0]) != heads.count_words(title):
        return None
    return Role("run_in", title, disarm_start(tail[1]), rest)


def _stands_alone(blocks: Sequence[Block], at: int, start: int, end: int, gappy: bool) -> bool:
    block = blocks[at]
    if block.form != "paragraph" or at + 1 >= end or not heads.title_like(block.text):
        return False
    if heads.is_label(block.text) or (block.links and block.links[0].words == block.text):
        return False
    below = blocks[at + 1]
    if gappy:
        under_section = at == start and not heads.title_like(below.text)
        if not block.gap and at > 0 and not under_section and blocks[at - 1].form != "item":
            return False
    elif (
        at > start and blocks[at - 1].form == "paragraph" and blocks[at - 1].text[-1:] not in '.!?:)”"'
    ) or (below.form == "paragraph" and heads.count_words(below.text) < 6):
        return False
    if below.form in ("item", "row"):
        return True
    return below.form != "heading" and not (gappy and _is_signature(blocks, at, end))


def _is_signature(blocks: Sequence[Block], at: int, end: int) -> bool:
    """Whether a line is a person's name: close under it a post, and nothing more."""
    below = blocks[at + 1]
    closed = at + 2 >= end or blocks[at + 2].gap
    post = heads.title_like(below.text, longest=6) and not below.text.rstrip().endswith(("?", "!"))
    return at > 0 and heads.count_words(blocks[at].text) <= 4 and not below.gap and closed and post


def is_gappy(blocks: Sequence[Block]) -> bool:
    """Whether the page sets its paragraphs apart, so that a line close under another is no title."""
    return sum(block.gap for block in blocks) * 4 > len(blocks)


def _numbered(blocks: Sequence[Block], found: list[Role], span: list[int], end: int) -> None:
    """Numbered titles: every numbered line is short, and a paragraph follows each."""
    lines = [at for at in span if blocks[at].form == "item" and blocks[at].marker not in ("-", "")]
    if len(lines) < 2:
        return
    for at in lines:
        short = (
            heads.title_like(blocks[at].text, longest=10)
            and at + 1 < end
            and blocks[at + 1].form == "paragraph"
        )
        if not short:
            return
    for at in lines:
        found[at] = Role("head")
