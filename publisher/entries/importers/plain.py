"""A pasted page as plain text becomes blocks: paragraphs joined, bullets, underlines and capitals read."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from publisher.entries.importers.block import Block, Link
from publisher.entries.importers.escaping import find_addresses, to_markdown

BULLET = re.compile(r"^(\s*)([•·●▪■◦‣⁃∙○►➢✓✔\uf0b7\uf0a7*+–—-]|o(?=\t|\s{2,}|\s+[A-Z£\d]))[\s\u00a0]+(?=\S)")
NUMBERED = re.compile(r"^(\s*)(\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[\s\u00a0]+(?=\S)")
RULE = re.compile(r"^\s*([-=_*~#•–—]\s?){3,}\s*$")
DECORATED = re.compile(r"^\s*[*=~#_-]{2,}\s*([^*=~#_\s-][^*=~#_]*?)\s*[*=~#_-]{2,}\s*$")
HASH = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
STARS = re.compile(r"^(\*\*|__)(?P<words>[^*_].*?)\1(?P<rest>.*)$")
ROW = re.compile(r"\s*\t\s*|\s+\|\s+")
FULL_LINES = (50, 100)
OPENS_LOW = re.compile(r"[a-z]|['‘“(\"][a-z]")


def read_plain(text: str) -> list[Block]:
    """The blocks of a page pasted as plain text; every line with a word is in exactly one of them."""
    lines = [line.replace("\u00a0", " ").rstrip() for line in text.split("\n")]
    width = _wrapped_at(lines)
    blocks: list[Block] = []
    at, gap = 0, True
    while at < len(lines):
        if not lines[at].strip():
            gap, at = True, at + 1
            continue
        if RULE.match(lines[at]):
            blocks.append(Block(((at + 1, lines[at].strip()),), "", form="rule"))
            gap, at = True, at + 1
            continue
        end = _last_of_paragraph(lines, at, width)
        block = _block([(n + 1, lines[n]) for n in range(at, end)], gap)
        under = lines[end] if end < len(lines) else ""
        if end == at + 1 and block.form == "paragraph" and re.match(r"^\s*(={3,}|-{3,})\s*$", under):
            block = _heading(block, block.text, 1 if "=" in under else 2)
        blocks.append(block)
        gap, at = False, end
    return _with_depths(blocks, lines)


def _with_depths(blocks: Sequence[Block], lines: Sequence[str]) -> list[Block]:
    """Items with their depth: within one list, a new mark or a deeper indent is a list within."""
    found: list[Block] = []
    open_marks: list[tuple[str, int]] = []
    for block in blocks:
        raw = lines[block.number - 1]
        bullet = BULLET.match(raw) if block.form == "item" else None
        if bullet is None:
            open_marks = [] if block.form != "item" else open_marks
            found.append(block)
            continue
        look = (bullet[2], len(bullet[1].expandtabs(4)) // 2)
        if look in open_marks:
            open_marks = open_marks[: open_marks.index(look) + 1]
        else:
            open_marks = [one for one in open_marks if one[1] <= look[1]] + [look]
        found.append(replace(block, level=len(open_marks) - 1))
    return found


def _wrapped_at(lines: Sequence[str]) -> int:
    """The column at which the text was wrapped by hand or by a mail program; 0 when it was not."""
    long = [len(line) for line in lines if len(line) > FULL_LINES[0]]
    if not long or max(long) > FULL_LINES[1]:
        return 0
    low = sum(
        1
        for one, other in itertools.pairwise(lines)
        if len(one) > FULL_LINES[0] and OPENS_LOW.match(other.strip())
    )
    return max(long) if low >= 2 else 0


def _last_of_paragraph(lines: Sequence[str], at: int, width: int) -> int:
    end = at + 1
    while width and end < len(lines) and lines[end].strip() and not _starts_anew(lines[end]):
        first_word = lines[end].split()[0]
        slack = 3 if OPENS_LOW.match(lines[end].strip()) else 0
        if len(lines[end - 1]) + 1 + len(first_word) + slack <= width:
            break
        end += 1
    return end


def _starts_anew(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBERED.match(line) or RULE.match(line) or HASH.match(line))


def _block(lines: Sequence[tuple[int, str]], gap: bool) -> Block:
    kept = tuple((number, line.strip()) for number, line in lines)
    lines = [(number, DECORATED.sub(r"\1", line)) for number, line in lines]
    raw = " ".join(line.strip() if n else line for n, (_, line) in enumerate(lines))
    hashed = HASH.match(raw.strip())
    bullet, numbered = BULLET.match(raw), NUMBERED.match(raw)
    if hashed and hashed[2]:
        return _heading(Block(kept, "", gap=gap), hashed[2], len(hashed[1]))
    if bullet:
        return _item(kept, raw[bullet.end() :], "-", 0, gap)
    if numbered:
        return _item(kept, raw[numbered.end() :], numbered[2], 0, gap)
    cells = tuple(cell.strip() for cell in ROW.split(raw.strip().strip("|")))
    if len(cells) > 2 and sum(map(bool, cells)) > 1:
        return Block(kept, _tidy(raw), form="row", markdown=to_markdown(_tidy(raw)), cells=cells, gap=gap)
    starred = STARS.match(raw.strip())
    if starred:
        words, rest = _tidy(starred["words"]), _tidy(starred["rest"])
        text = f"{words} {rest}".strip()
        return Block(
            kept, text, markdown=to_markdown(text), gap=gap, bold=not rest, lead=words if rest else "",
            links=_links(text),
        )  # fmt: skip
    text = _tidy(raw)
    return Block(kept, text, markdown=to_markdown(text), links=_links(text), gap=gap)


def _item(lines: tuple[tuple[int, str], ...], text: str, marker: str, level: int, gap: bool) -> Block:
    text = _tidy(text)
    return Block(
        lines, text, form="item", level=level, marker=marker, markdown=to_markdown(text),
        links=_links(text), gap=gap,
    )  # fmt: skip


def _heading(block: Block, text: str, level: int) -> Block:
    text = _tidy(text)
    return Block(
        block.lines, text, form="heading", level=level, markdown=to_markdown(text), links=_links(text),
        gap=block.gap,
    )  # fmt: skip


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _links(text: str) -> tuple[Link, ...]:
    return tuple(Link(text[start:end], url) for start, end, url in find_addresses(text))
