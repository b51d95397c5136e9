"""What on a page is no entry: navigation, safety notices, links to archives, contents, pictures."""

import re
from collections.abc import Sequence

from publisher.entries.importers.block import Block
from publisher.entries.importers.draft import FateWord
from publisher.entries.importers.heads import count_words
from publisher.entries.importers.lexicon import PHONE

_CONCERN = re.compile(
    r"\b(?:concern(?:s|ed)?|worr(?:y|ied|ies)|emergency|immediate(?:ly)? (?:danger|risk)|at risk of harm|in danger|"
    r"report (?:abuse|neglect|a concern)|being (?:abused|harmed|neglected)|safeguarding concern|helpline|crisis)\b",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"^(?:skip to\b.*|home|menu|search|(?:site )?search.*site|log ?in|sign in|contact(?: us)?|about(?: us)?|share(?: this.*)?|print(?: this.*)?|tweet|"
    r"follow us\b.*|like us\b.*|find us on\b.*|back to top|top of page|return to top|cookies?(?: policy| settings)?|accept(?: all)?(?: cookies)?|"
    r"privacy(?: policy| notice)?|accessibility(?: statement)?|terms(?: (?:and|&) conditions)?|site ?map|unsubscribe\b.*|"
    r"view (?:this )?(?:email )?in (?:your )?browser.*|view online|you are here:?.*|page \d+(?: of \d+)?|"
    r"(?:copyright|©|\(c\)).{0,120}|all rights reserved.{0,40}|(?:facebook|twitter|x|instagram|linkedin|youtube|bluesky)(?:\s*[|,/·]?\s*(?:facebook|twitter|x|instagram|linkedin|youtube|bluesky))*|"
    r"previous|next|(?:«|‹|<)\s*\w.{0,40}|(?:please )?do not reply to this e-?mail.{0,60}|read time:.*|"
    r"(?:you (?:are receiving|received|have received) this).{0,160}|update (?:your )?preferences.{0,40}|"
    r"this (?:website|site) uses cookies.{0,200}|subscribe(?: here| to (?:our|this) \w+)?)\W*$",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"^[\w’'& ]{1,40}(?:\s(?:>|»|›|/)\s[\w’'&,: -]{1,60}){1,6}$")
_CONTENTS = re.compile(
    r"^(?:in this (?:issue|edition|newsletter|bulletin|month.s issue|update)|contents|on this page|inside this issue|what.s inside|in this e-?bulletin)\W*$",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\s?(?:[-–/]|to)\s?(?:\d{4}|\d\d)\b|\b(?:19|20)\d\d\b")
_ARCHIVE_WORDS = set(
    [
        "key",
        "messages",
        "message",
        "updates",
        "update",
        "newsletter",
        "newsletters",
        "bulletin",
        "bulletins",
        "e-bulletin",
        "archive",
        "archived",
        "archives",
        "previous",
        "past",
        "older",
        "earlier",
        "issue",
        "issues",
        "edition",
        "editions",
        "minutes",
        "meetings",
        "briefings",
        "digests",
        "back",
        "our",
        "view",
        "the",
        "all",
        "see",
        "from",
        "of",
        "and",
        "for",
        "years",
        "year",
        "old",
        "news",
    ]
)
_ARCHIVE = re.compile(
    r"\b(?:archive[sd]?|previous|past|older|earlier|back) ?(?:newsletters?|bulletins?|issues?|editions?|updates?|messages|briefings?|key messages)?\b",
    re.IGNORECASE,
)


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


def is_archive_line(block: Block, page_words: frozenset[str]) -> bool:
    """Whether a line is only the name of a year's collection ("Bulletins 2021-22", "Previous newsletters")."""
    text = block.text.strip().rstrip(".:")
    if count_words(text) > 7 or block.form == "row":
        return False
    said = [w.strip("‘’'\"()-–:").casefold() for w in _YEARS.sub(" ", text).split()]
    said = [w for w in said if w]
    if any(w not in _ARCHIVE_WORDS and w not in page_words for w in said):
        return False
    if _YEARS.search(text):
        return bool(said) or bool(block.links)
    return (
        bool(_ARCHIVE.search(text))
        and bool(
            set(said) & {"archive", "archives", "archived", "previous", "past", "older", "earlier", "back"}
        )
        and len(said) > 1
    )


def contents(blocks: Sequence[Block]) -> set[int]:
    """The places of a table of contents: its heading, and the lines under it that come again as headings."""
    found: set[int] = set()
    said = [_key(block.text) for block in blocks]
    for at, block in enumerate(blocks):
        if not _CONTENTS.match(block.text):
            continue
        taken = {at}
        for n in range(at + 1, len(blocks)):
            later = [other for other in said[n + 1 :] if other]
            again = said[n] and any(
                other == said[n] or (len(said[n]) > 7 and other.startswith(said[n])) for other in later
            )
            if not again:
                break
            taken.add(n)
        found |= taken
    return found


def _key(text: str) -> str:
    text = re.sub(r"[\s.·…_-]*\d{0,3}\s*$", "", text) if re.search(r"[.·…]{2,}\s*\d+$", text) else text
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


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
        elif is_navigation(block):
            found[at] = "furniture"
    for at in contents(blocks):
        found.setdefault(at, "furniture")
    _mark_archives(blocks, page_words, found)
    return found


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


def _mark_archives(blocks: Sequence[Block], page_words: frozenset[str], found: dict[int, FateWord]) -> None:
    left = [at for at in range(len(blocks)) if at not in found]
    lines = [at for at in left if is_archive_line(blocks[at], page_words)]
    for n, at in enumerate(left):
        if at not in lines:
            continue
        below = left[n + 1] if n + 1 < len(left) else None
        block = blocks[at]
        linked = bool(block.links) and sum(len(link.words) for link in block.links) >= len(block.text) * 0.8
        above = left[n - 1] if n else None
        ends_run = (
            below is None or below in lines or (above in lines and found.get(above or 0) == "archive link")
        )
        heading_over_text = block.form == "heading" and below is not None and below not in lines
        if (linked or ends_run) and not (heading_over_text and not linked):
            found[at] = "archive link"
