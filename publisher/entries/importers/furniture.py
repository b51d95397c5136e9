"""What on a page is no entry: navigation, safety notices, links to archives, contents, pictures."""

import re
from collections.abc import Sequence

from publisher.entries.importers.block import Block
from publisher.entries.importers.draft import FateWord
from publisher.entries.importers.edges import contents, courtesies, heads_text, mark_archives, related
from publisher.entries.importers.heads import count_words
from publisher.entries.importers.lexicon import PHONE

_CONCERN = re.compile(
    r"\b(?:concern(?:s|ed)?|worr(?:y|ied|ies)|emergency|immediate(?:ly)? (?:danger|risk)|at risk of harm|"
    r"in danger|"
    r"report (?:abuse|neglect|a concern)|being (?:abused|harmed|neglected)|safeguarding concern|helpline|"
    r"crisis)\b",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"^(?:skip to\b.*|home|menu|search|(?:site )?search.*site|log ?in|sign in|contact(?: us)?|about(?: "
    r"us)?|share(?: this.*)?|print(?: this.*)?|tweet|"
    r"follow us\b.*|like us\b.*|find us on\b.*|back to top|top of page|return to top|cookies?(?: policy| "
    r"settings)?|accept(?: all)?(?: cookies)?|"
    r"privacy(?: policy| notice)?|accessibility(?: statement)?|terms(?: (?:and|&) conditions)?|site ?map|"
    r"unsubscribe\b.*|"
    r"view (?:this )?(?:email )?in (?:your )?browser.*|view online|you are here:?.*|page \d+(?: of \d+)?|"
    r"(?:copyright|©|\(c\)).{0,120}|all rights reserved.{0,40}|(?:facebook|twitter|x|instagram|linkedin|"
    r"youtube|bluesky)(?:\s*[|,/·]?\s*(?:facebook|twitter|x|instagram|linkedin|youtube|bluesky))*|"
    r"previous|next|(?:was|is|did you find) this (?:page|information|article)\b.{0,60}(?:helpful|"
    r"useful)\b.{0,40}|"
    r"(?:rate|feedback on|report a problem with|email|bookmark) this page.{0,40}|"
    r"(?:«|‹|<)\s*\w.{0,40}|(?:please )?do not reply to this e-?mail.{0,60}|read time:.*|"
    r"(?:you (?:are receiving|received|have received) this).{0,160}|update (?:your )?preferences.{0,40}|"
    r"this (?:website|site) uses cookies.{0,200}|subscribe(?: here| to (?:our|this) \w+)?)\W*$",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"^[\w’'& ]{1,40}(?:\s(?:>|»|›|/)\s[\w’'&,: -]{1,60}){1,6}$")


def is_safety(block: Block) -> bool:
    """Whether a line tells whom to ring about somebody in danger."""
    return (
        bool(_CONCERN.search(block.text))
        and bool(PHONE.search(block.text) or any(link.url.startswith("tel:") for link in block.links))
        and count_words(block.text) <= 60
    )


def is_navigation(block: Block) -> bool:
    """Whether a line only helps to move about a page."""
    if block.place in ("navigation", "control"):
        return True
    text = block.text.strip()
    if not any(c.isalnum() for c in text):
        return True
    return len(text) <= 220 and bool(
        _NAVIGATION.match(text)
        or (count_words(text) <= 12 and _CRUMBS.match(text) and (">" in text or "»" in text or "›" in text))
    )


def fates(blocks: Sequence[Block], page_words: frozenset[str]) -> dict[int, FateWord]:
    """For each block (by its place) that is no part of an entry: what it is instead."""
    found: dict[int, FateWord] = {}
    opening = _opening(blocks)
    for at, block in enumerate(blocks):
        edge = at < opening or at >= len(blocks) - 8 or block.place in ("header", "footer")
        if block.form == "image":
            found[at] = "image not taken"
        elif block.form == "rule":
            found[at] = "furniture"
        elif edge and is_safety(block):
            found[at] = "safety notice"
        elif edge and at + 1 < len(blocks) and _safety_in_two(block, blocks[at + 1]):
            found[at] = found[at + 1] = "safety notice"
        elif at in found:
            continue
        elif (
            block.place == "footer"
            or (block.place == "header" and _short_line(block))
            or (is_navigation(block) and not heads_text(blocks, at))
        ):
            found[at] = "furniture"
    for at in (*contents(blocks), *related(blocks)):
        found.setdefault(at, "furniture")
    mark_archives(blocks, page_words, found)
    for at in courtesies(blocks):
        found.setdefault(at, "furniture")
    return found


def _short_line(block: Block) -> bool:
    return block.form == "paragraph" and count_words(block.text) <= 12


def _opening(blocks: Sequence[Block]) -> int:
    """How many blocks stand at the head of the page, before its matter begins in earnest."""
    for at, block in enumerate(blocks):
        if count_words(block.text) > 40 or at >= 12:
            return at
    return len(blocks)


def _safety_in_two(block: Block, below: Block) -> bool:
    return (
        count_words(block.text) <= 20
        and count_words(below.text) <= 30
        and bool(_CONCERN.search(block.text))
        and bool(PHONE.search(below.text))
        and block.text.rstrip().endswith(("?", ":", "…"))
    )
