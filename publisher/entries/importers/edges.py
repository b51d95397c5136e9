"""The edges of a page: contents, greetings and signatures, imprints, and links to archives."""

import re
from collections.abc import Sequence

from publisher.entries.importers.block import Block
from publisher.entries.importers.dates import MONTHS, SEASONS
from publisher.entries.importers.draft import FateWord
from publisher.entries.importers.heads import count_words

_IMPRINT = re.compile(
    r"\b(?:registered (?:charity|company|office|in england)|charity (?:no|number|registration)\b|company "
    r"(?:no|number)\b|"
    r"company limited by|to unsubscribe|unsubscribe from|no longer wish to receive|if you do not wish to "
    r"receive)",
    re.IGNORECASE,
)

_CONTACT = re.compile(
    r"^(?:contacts?(?: us)?|contact details|about us|get in touch|how to (?:contact|reach) us|who we are|our "
    r"office)\W*$",
    re.IGNORECASE,
)

_SIGNED = re.compile(
    r"^(?:kind(?:est)? regards|(?:with )?best (?:wishes|regards)|warm(?:est)? (?:wishes|regards)|many "
    r"thanks|with thanks|"
    r"yours (?:sincerely|faithfully)|regards|best)\W*$",
    re.IGNORECASE,
)

_ADDRESSED = re.compile(
    r"^(?:dear|hello|hi)\b[^.!?]{0,50}[,!]?$|^good (?:morning|afternoon)\b.{0,20}$", re.IGNORECASE
)

_CONTENTS = re.compile(
    r"^(?:in this (?:issue|edition|newsletter|bulletin|month.s issue|update)|contents|on this page|"
    r"inside this issue|what.s inside|in this e-?bulletin)\W*$",
    re.IGNORECASE,
)

_RELATED = re.compile(
    r"^(?:related (?:pages|content|links|articles|news|topics|information)|(?:more )?in this section|"
    r"see also|"
    r"more (?:like this|from us|news|stories)|you (?:may|might) also (?:like|be interested in)|read next|"
    r"popular(?: pages)?|most read|latest news|quick links|other pages)\W*$",
    re.IGNORECASE,
)

_YEARS = re.compile(r"\b(?:19|20)\d\d\s?(?:[-–/]|to)\s?(?:\d{4}|\d\d)\b|\b(?:19|20)\d\d\b")

_NOT_MONTH = re.compile(r"\b(?:" + "|".join([*MONTHS, *SEASONS]) + r")\b|[\d\W_]+", re.IGNORECASE)
_ARCHIVE_WORDS = {
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
}

_ARCHIVE = re.compile(
    r"\b(?:archive[sd]?|previous|past|older|earlier|back) ?(?:newsletters?|bulletins?|issues?|editions?|"
    r"updates?|messages|briefings?|key messages)?\b",
    re.IGNORECASE,
)


def is_archive_line(block: Block, page_words: frozenset[str]) -> bool:
    """Whether a line only names a year's collection ("Bulletins 2021-22", "Previous newsletters")."""
    text = block.text.strip().rstrip(".:")
    if count_words(text) > 7 or block.form == "row":
        return False
    said = [w.strip("‘’'\"()-–:").casefold() for w in _YEARS.sub(" ", text).split()]
    said = [w for w in said if w]
    if any(w not in _ARCHIVE_WORDS and w not in page_words for w in said):
        return False
    if said in (["archive"], ["archives"]):
        return True
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


def related(blocks: Sequence[Block]) -> set[int]:
    """The places of a list of other pages: its heading, and the lines under it that are links alone."""
    found: set[int] = set()
    for at, block in enumerate(blocks):
        if not _RELATED.match(block.text):
            continue
        end = at + 1
        while end < len(blocks) and " ".join(link.words for link in blocks[end].links) == blocks[end].text:
            end += 1
        if end > at + 1:
            found |= set(range(at, end))
    return found


def _dates_below(blocks: Sequence[Block], left: list[int], n: int) -> list[int]:
    """The lines after the `n`th of `left`, if they all say a month or year and nothing else."""
    below = left[n + 1 :]
    plain = all(
        count_words(blocks[at].text) <= 4
        and _YEARS.search(blocks[at].text)
        and not _NOT_MONTH.sub("", blocks[at].text).strip()
        for at in below
    )
    return below if below and plain else []


def _key(text: str) -> str:
    text = re.sub(r"[\s.·…_-]*\d{0,3}\s*$", "", text) if re.search(r"[.·…]{2,}\s*\d+$", text) else text
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def heads_text(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line that could be a menu's ("Contact us") stands over a paragraph, as a heading does."""
    if blocks[at].place in ("navigation", "control") or at + 1 >= len(blocks) or blocks[at].links:
        return False
    below = blocks[at + 1]
    return (
        below.form == "paragraph"
        and below.place == blocks[at].place
        and count_words(below.text) > 8
        and bool(_CONTACT.match(blocks[at].text))
    )


def courtesies(blocks: Sequence[Block]) -> set[int]:
    """How the writer greets and signs, and the office's own details at the foot of the page."""
    found = {at for at, block in enumerate(blocks[:6]) if _ADDRESSED.match(block.text)}
    last = len(blocks)
    for at in range(max(0, last - 10), last):
        text = blocks[at].text
        foot = range(at, last)
        short = all(count_words(blocks[n].text) <= 8 for n in foot)
        if (_SIGNED.match(text) and len(foot) <= 6 and short) or (
            at > 2
            and _CONTACT.match(text)
            and len(foot) <= 6
            and all(count_words(blocks[n].text) <= 60 for n in foot)
        ):
            found |= set(foot)
        elif _IMPRINT.search(text) and count_words(text) <= 40:
            found.add(at)
    return found


def mark_archives(blocks: Sequence[Block], page_words: frozenset[str], found: dict[int, FateWord]) -> None:
    left = [at for at in range(len(blocks)) if at not in found]
    lines = {at for at in left if is_archive_line(blocks[at], page_words)}
    for n, at in enumerate(left):
        if at not in lines:
            continue
        below = left[n + 1] if n + 1 < len(left) else None
        block = blocks[at]
        months = _dates_below(blocks, left, n)
        if months:
            found |= dict.fromkeys([at, *months], "archive link")
            return
        linked = bool(block.links) and sum(len(link.words) for link in block.links) >= len(block.text) * 0.8
        above = left[n - 1] if n else None
        ends_run = (
            below is None or below in lines or (above in lines and found.get(above or 0) == "archive link")
        )
        heading_over_text = block.form == "heading" and below is not None and below not in lines
        if (linked or ends_run) and not (heading_over_text and not linked):
            found[at] = "archive link"
