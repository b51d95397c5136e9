"""Titles set in capitals, brought to sentence case as far as the page shows how its words are written."""

import re

from publisher.entries.importers.lexicon import FILLERS, SECTIONS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COMMON = (
    FILLERS
    | set(SECTIONS)
    | {
        "a",
        "an",
        "the",
        "off",
        "up",
        "out",
        "with",
        "at",
        "by",
        "is",
        "are",
        "it",
        "its",
        "be",
        "now",
        "open",
        "save",
        "date",
        "not",
        "into",
        "over",
        "how",
        "what",
        "who",
        "why",
        "when",
        "where",
        "new",
        "hot",
        "press",
        "winter",
        "summer",
        "spring",
        "autumn",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "children",
        "families",
        "young",
        "people",
        "adults",
        "staff",
        "groups",
        "group",
        "board",
        "week",
        "day",
        "year",
        "annual",
        "meeting",
    }
)


def calm(title: str, page: str) -> str:
    """`title` in sentence case when all of it is in capitals; words the page never writes small stay."""
    letters = [c for c in title if c.isalpha()]
    if len(letters) < 4 or not all(c.isupper() for c in letters) or len(title.split()) < 2:
        return (
            title
            if len(letters) < 7 or not all(c.isupper() for c in letters)
            else _first_up(_lower(title, page))
        )
    return _first_up(_lower(title, page))


def _lower(title: str, page: str) -> str:
    small = set(re.findall(r"\b[a-z][a-z'’-]*\b", page))

    def one(match: re.Match[str]) -> str:
        word = match[0]
        low = word.lower()
        return low if low in small or low in _COMMON else word

    return _WORD.sub(one, title)


def _first_up(text: str) -> str:
    for n, c in enumerate(text):
        if c.isalpha():
            return text[:n] + c.upper() + text[n + 1 :]
    return text
