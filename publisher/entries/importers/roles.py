"""The role of each line of a page: title, date, section, label or text, told from its look and its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - as in entry.py
from typing import Literal

from publisher.entries.importers import heads
from publisher.entries.importers.block import Block
from publisher.entries.importers.columns import name_columns, title_column
from publisher.entries.importers.dates import FoundDate, find_dates, whole_date
from publisher.entries.importers.escaping import disarm_start
from publisher.entries.importers.lexicon import EVENT_SECTIONS, VERBS, section_kind

RoleWord = Literal["text", "head", "run_in", "section", "date", "edition", "page_title", "label", "row_head"]


@dataclass(frozen=True)
class Role:
    """What a line is. level: of a heading that the page itself ranks, 0 otherwise.

    title, rest: of a run-in, its title and its text as Markdown.
    """

    word: RoleWord = "text"
    title: str = ""
    rest: str = ""
    level: int = 0
    date: FoundDate | None = None
    columns: tuple[str, ...] = ()


TEXT = Role()


def roles(blocks: Sequence[Block], today: Day) -> list[Role]:
    """One role for each block."""
    found: list[Role] = [TEXT] * len(blocks)
    for at, block in enumerate(blocks):
        found[at] = _structural(blocks, at, today)
    _page_title(blocks, found, today)
    bounds = [
        at for at, role in enumerate(found) if role.word in ("date", "section", "page_title", "edition")
    ]
    for start, end in zip([-1, *bounds], [*bounds, len(blocks)], strict=True):
        _stretch(blocks, found, start + 1, end)
    _sections_by_place(blocks, found)
    return found


def _level(block: Block) -> int:
    return block.level if block.form == "heading" else 0


def _structural(blocks: Sequence[Block], at: int, today: Day) -> Role:
    """Date headings, edition lines and sections, which rule what follows them."""
    block = blocks[at]
    if block.form in ("item", "row") or len(block.text) > 90:
        return TEXT
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    date = whole_date(block.text, today)
    if date and below is not None and (not date.guessed or date.date.day is None or _level(block)):
        edition = any(
            word in block.text.casefold()
            for word in ("issue", "edition", "newsletter", "bulletin", "volume", "vol")
        )
        if edition:
            return Role("edition", date=date)
        inside_entry = (
            date.date.day is not None
            and not _level(block)
            and not block.bold
            and at > 0
            and _is_head_look(blocks[at - 1])
        )
        if not inside_entry:
            return Role("date", date=date, level=_level(block))
    if _edition_only(block.text):
        return Role("edition")
    kind = section_kind(block.text)
    if kind is not None and below is not None and not block.links:
        return Role("section", level=_level(block))
    return TEXT


def _edition_only(text: str) -> bool:
    words = text.casefold().replace(":", " ").replace(".", " ").split()
    return (
        1 < len(words) <= 4
        and words[0] in ("edition", "issue", "volume", "vol", "number", "newsletter", "bulletin", "no")
        and any(any(c.isdigit() for c in word) for word in words[1:])
        and all(
            any(c.isdigit() for c in w)
            or w in ("no", "number", "issue", "edition", "newsletter", "bulletin", "of")
            for w in words[1:]
        )
    )


def _is_head_look(block: Block) -> bool:
    return block.form in ("heading", "paragraph") and heads.title_like(block.text)


def _page_title(blocks: Sequence[Block], found: list[Role], today: Day) -> None:
    """The first line is the page's own title when it looks like one and what follows is no text of it."""
    for at, block in enumerate(blocks[:4]):
        if found[at].word in ("edition", "date"):
            continue
        if found[at].word == "section" and not (at == 0 and any(r.word == "date" for r in found[1:4])):
            return
        looks = block.form == "heading" or (block.form == "paragraph" and heads.title_like(block.text))
        if not looks:
            return
        dates = find_dates(block.text, today)
        date = dates[-1] if dates and not dates[-1].guessed.startswith("the year") else None
        below = next((n for n in range(at + 1, len(blocks)) if found[n].word != "edition"), None)
        if below is None:
            return
        under = blocks[below]
        structural = found[below].word in ("date", "section")
        ranked = (
            block.form == "heading"
            and block.level == 1
            and not any(other.form == "heading" and other.level == 1 for other in blocks[at + 1 :])
            and any(other.form == "heading" for other in blocks[at + 1 :])
        )
        stacked = (
            _is_head_look(under)
            and (under.form == block.form or under.form == "heading")
            and not heads.is_label(under.text)
        )
        if structural or (ranked and under.form == "heading") or stacked or below > at + 1:
            found[at] = Role("page_title", date=date)
            continue
        if ranked or (date and "date" not in found[at].word):
            found[at] = Role("head", level=_level(block), date=date)
        return


def _stretch(blocks: Sequence[Block], found: list[Role], start: int, end: int) -> None:
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
    leads = [at for at in span if blocks[at].lead and blocks[at].form == "paragraph" and _lead(blocks[at])]
    _rows(blocks, found, span, under)
    if ranked:
        _tell_ranked(blocks, found, span, ranked)
    elif bold or leads:
        for at in bold:
            found[at] = Role("head")
        for at in leads:
            found[at] = _lead(blocks[at]) or TEXT
        _labels(blocks, found, span)
    else:
        _tell_plain(blocks, found, start, end)
    if found[start - 1].word == "section" if start else False:
        _items(blocks, found, start, end, blocks[start - 1].text)


def _tell_ranked(blocks: Sequence[Block], found: list[Role], span: range, ranked: list[int]) -> None:
    top = min(blocks[at].level for at in ranked)
    for at in ranked:
        block = blocks[at]
        found[at] = (
            Role("head", level=block.level) if block.level == top else Role("label", level=block.level)
        )
    _labels(blocks, found, span)


def _labels(blocks: Sequence[Block], found: list[Role], span: range) -> None:
    for at in span:
        if found[at] is TEXT and (
            blocks[at].form == "heading"
            or (blocks[at].bold and blocks[at].form == "paragraph" and len(blocks[at].text) < 90)
        ):
            found[at] = Role("label")


def _lead(block: Block) -> Role | None:
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
    return Role("run_in", title, _after_lead(block))


def _after_lead(block: Block) -> str:
    """The Markdown behind a bold lead, without the mark between them."""
    head, mark, tail = (
        block.markdown.partition("** ") if block.markdown.startswith("**") else ("", "", block.markdown)
    )
    tail = tail if mark else block.markdown[len(block.lead) :]
    _ = head
    return disarm_start(tail.strip().lstrip(":–—\\- ").strip())


def _has_text(blocks: Sequence[Block], at: int, end: int) -> bool:
    return at + 1 < end


def _tell_plain(blocks: Sequence[Block], found: list[Role], start: int, end: int) -> None:
    """Titles without any mark-up: by where lines stand, how long they are, and what they say."""
    span = [at for at in range(start, end) if found[at] is TEXT]
    alone = {at for at in span if _stands_alone(blocks, at, end)}
    loose = {at: split for at in span if at not in alone and (split := _run_in(blocks[at], strict=False))}
    firm = [at for at in alone if not blocks[at].text.rstrip().endswith(":")]
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
        elif at in loose and (running or _run_in(block, strict=True)):
            title, rest = loose[at]
            found[at] = Role("run_in", title, rest)
            open_entry = True
        else:
            open_entry = True
    _numbered(blocks, found, span, end)


def _run_in(block: Block, *, strict: bool) -> tuple[str, str] | None:
    """The title and the text, as Markdown, of a paragraph that begins with its title."""
    if block.form != "paragraph":
        return None
    split = heads.run_in(block.text, strict=strict)
    if split is None:
        return None
    title, rest = split
    # The same cut in the Markdown: count the words before it.
    markdown = block.markdown
    if markdown.endswith(rest):
        return title, disarm_start(rest)
    tail = heads.run_in(markdown, strict=False)
    return (
        (title, disarm_start(tail[1]))
        if tail and heads.count_words(tail[0]) == heads.count_words(title)
        else None
    )


def _stands_alone(blocks: Sequence[Block], at: int, end: int) -> bool:
    block = blocks[at]
    if block.form != "paragraph" or at + 1 >= end or not heads.title_like(block.text):
        return False
    if heads.is_label(block.text) or (block.links and block.links[0].words == block.text):
        return False
    below = blocks[at + 1]
    grouped = any(not other.gap for other in blocks[max(0, at - 15) : at + 15])
    if not block.gap and grouped and at > 0 and blocks[at - 1].form != "item":
        return False
    if below.form in ("item", "row"):
        return True
    if below.form == "heading":
        return False
    return bool(heads.count_words(below.text) >= 1)


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


def _items(blocks: Sequence[Block], found: list[Role], start: int, end: int, section: str) -> None:
    """A list straight under a section's heading whose items each begin with a title: each is an entry."""
    kind_words = {word.strip(":,").casefold() for word in section.split()}
    items = [
        at
        for at in range(start, end)
        if blocks[at].form == "item" and blocks[at].marker and not blocks[at].level
    ]
    if (
        len(items) < 2
        or items[0] != start
        or any(found[at].word in ("head", "run_in") for at in range(start, end))
    ):
        return
    _ = kind_words & EVENT_SECTIONS
    splits = {at: _lead(blocks[at]) or _item_run_in(blocks[at]) for at in items}
    if all(splits.values()):
        for at, role in splits.items():
            found[at] = role or TEXT


def _item_run_in(block: Block) -> Role | None:
    split = heads.run_in(block.text, strict=False)
    if split is None:
        return None
    title, rest = split
    tail = rest if block.markdown.endswith(rest) else ""
    return Role("run_in", title, disarm_start(tail)) if tail else None


def _rows(blocks: Sequence[Block], found: list[Role], span: range, under: Role) -> None:
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
            found[at] = Role("row_head", columns=columns)
            for n in range(at + 1, last + 1):
                cells = blocks[n].cells
                title = cells[column] if column < len(cells) else ""
                found[n] = Role("row_head", title=title) if title else TEXT
        at = last + 1


def _sections_by_place(blocks: Sequence[Block], found: list[Role]) -> None:
    """A short title straight above another title, with no text of its own, names a section."""
    for at, role in enumerate(found[:-1]):
        below = found[at + 1]
        if role.word != "head" or below.word not in ("head", "run_in", "row_head"):
            continue
        ranked = role.level and below.level > role.level
        if ranked or (not role.level and heads.count_words(blocks[at].text) <= 5):
            found[at] = Role("section", level=role.level)
