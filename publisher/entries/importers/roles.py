"""The role of each line of a page: title, date, section, label or text, told from its look and its words."""

import re
from collections.abc import Sequence
from datetime import date as Day  # noqa: N812 - as in entry.py

from publisher.entries.importers import heads
from publisher.entries.importers.block import Block
from publisher.entries.importers.dates import FoundDate, find_dates, whole_date
from publisher.entries.importers.lexicon import section_kind
from publisher.entries.importers.lists import item_role, lead_role, listed
from publisher.entries.importers.role import LABELLED, TEXT, Role, RoleWord
from publisher.entries.importers.titles import is_gappy, tell_titles

_STAMP = re.compile(r"^(?:last )?(?:updated|published|posted|issued|dated?)\b", re.IGNORECASE)

_NUMBERED = re.compile(
    r"\b(?:issue|edition|volume|vol|number|no)\b\W{0,3}(?:no\W{0,2})?\d{1,4}\b", re.IGNORECASE
)
_PERIODICAL = re.compile(
    r"\b(?:newsletter|bulletin|e-?bulletin|e-?news|e-?newsletter|digest|notices|round-?up)\b", re.IGNORECASE
)


def roles(blocks: Sequence[Block], today: Day) -> list[Role]:
    """One role for each block."""
    found: list[Role] = [TEXT] * len(blocks)
    for at, _block in enumerate(blocks):
        found[at] = _structural(blocks, at, today)
    _page_title(blocks, found, today)
    for at in _labelled(blocks, today):
        if found[at] is TEXT:
            found[at] = LABELLED
    gappy = is_gappy(blocks)
    bounds = [
        at for at, role in enumerate(found) if role.word in ("date", "section", "page_title", "edition")
    ]
    for start, end in zip([-1, *bounds], [*bounds, len(blocks)], strict=True):
        tell_titles(blocks, found, start + 1, end, gappy)
    _sections_by_place(blocks, found, today)
    return found


def _labelled(blocks: Sequence[Block], today: Day) -> list[int]:
    """The paragraphs behind a label that returns on the page, unless a day stands there."""
    seen: dict[str, list[int]] = {}
    for at, block in enumerate(blocks):
        label, colon, rest = block.text.partition(":")
        if block.form != "paragraph" or not (colon and rest.strip()) or not 0 < heads.count_words(label) <= 5:
            continue
        dates = find_dates(rest[:60], today)
        if not (dates and dates[0].start <= 2):
            seen.setdefault(label.strip().casefold(), []).append(at)
    return [at for places in seen.values() if len(places) > 1 for at in places]


def _level(block: Block) -> int:
    return block.level if block.form == "heading" else 0


def _structural(blocks: Sequence[Block], at: int, today: Day) -> Role:
    """Date headings, edition lines and sections, which rule what follows them."""
    block = blocks[at]
    if block.form in ("item", "row") or len(block.text) > 90:
        return TEXT
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    date = whole_date(block.text, today)
    if date and at < 4 and _STAMP.match(block.text):
        return Role("edition", date=date)
    if date and not date.guessed and below is not None and _under_masthead(blocks, at):
        return Role("edition", date=date)
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


def _under_masthead(blocks: Sequence[Block], at: int) -> bool:
    """Whether a date stands between the page's own name and its first section or title."""
    below = blocks[at + 1]
    return (
        0 < at < 4
        and all(_is_head_look(block) and section_kind(block.text) is None for block in blocks[:at])
        and below.gap
        and not below.links
        and (section_kind(below.text) is not None or (at == 1 and _is_head_look(below)))
        and not heads.is_label(below.text)
    )


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
        items = listed(blocks, at + 1, len(blocks))
        titled = len(items) > 1 and all(lead_role(blocks[n]) or item_role(blocks[n]) for n in items)
        masthead = _masthead(block.text, today) and _has_titles(blocks, at + 1)
        if (
            structural
            or titled
            or masthead
            or (ranked and under.form == "heading")
            or stacked
            or below > at + 1
        ):
            found[at] = Role("page_title", date=date)
            continue
        if ranked or (date and "date" not in found[at].word):
            found[at] = Role("head", level=_level(block), date=date, names_page=True)
        return


def _masthead(text: str, today: Day) -> bool:
    """Whether a line names a periodical and which number of it this is ("Learning bulletin, Issue 12")."""
    return bool(_NUMBERED.search(text) or (_PERIODICAL.search(text) and find_dates(text, today)))


def _has_titles(blocks: Sequence[Block], at: int) -> bool:
    """Whether titles of their own follow: headings, bold lines, or paragraphs that begin with theirs."""
    return any(
        block.form == "heading"
        or (block.bold and heads.title_like(block.text))
        or (block.form == "paragraph" and block.lead and lead_role(block))
        for block in blocks[at:]
    )


def _sections_by_place(blocks: Sequence[Block], found: list[Role], today: Day) -> None:
    """A short title straight above another title, with no text of its own, names a section."""
    for at, role in enumerate(found[:-1]):
        below = found[at + 1]
        dated = _ends_with_date(blocks[at].text, today) if role.word == "head" else None
        if dated and below.word in ("head", "run_in") and below.level >= role.level:
            word: RoleWord = (
                "date" if any(one.word in ("head", "run_in") for one in found[:at]) else "page_title"
            )
            found[at] = Role(word, date=dated, level=role.level)
            continue
        if role.word != "head" or below.word not in ("head", "run_in", "row_head"):
            continue
        ranked = role.level and below.level > role.level
        if ranked or (not role.level and heads.count_words(blocks[at].text) <= 5):
            found[at] = Role("section", level=role.level)


def _ends_with_date(text: str, today: Day) -> FoundDate | None:
    """The date that a short heading ends with ("Message from the Board – January 2026")."""
    dates = find_dates(text, today)
    if not dates or dates[-1].end < len(text) - 1 or dates[-1].guessed.startswith("the year"):
        return None
    return dates[-1] if heads.count_words(text[: dates[-1].start]) <= 8 else None
