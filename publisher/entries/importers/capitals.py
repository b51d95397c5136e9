"""Titles set in capitals, brought to sentence case as far as the page shows how its words are written."""

import re

from publisher.entries.importers.lexicon import FILLERS, SECTIONS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Names of days and months have a capital; "may" and "march" only beside a number.
_CALENDAR = re.compile(
    r"\b(?:january|february|april|june|july|august|september|october|november|december|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|(?:may|march)(?=\s\d))\b|(?<=\d\s)(?:may|march)\b"
)
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
    """`title` in sentence case when all of it is in capitals.

    A word stays in capitals when the page writes it so in the midst of small letters, or when it is short
    and the page never writes it small; a name gets the capital that the page gives it.
    """
    letters = [c for c in title if c.isalpha()]
    if not all(c.isupper() for c in letters) or len(letters) < (4 if len(title.split()) > 1 else 7):
        return title
    seen = _Seen(page)
    spelled = _WORD.sub(lambda match: seen.spelled(match[0]), title)
    return _first_up(_CALENDAR.sub(lambda match: match[0].capitalize(), spelled))


class _Seen:
    """How a page spells its words where it does not shout."""

    def __init__(self, page: str) -> None:
        calm_lines = [line for line in page.split("\n") if sum(c.islower() for c in line) * 2 > len(line)]
        said = set(_WORD.findall("\n".join(calm_lines)))
        self.small = {word for word in said if word.islower()}
        self.names: dict[str, str] = {
            word.lower(): word for word in said if word.istitle() and word.lower() not in self.small
        }
        self.shouted = {word for word in said if word.isupper() and len(word) > 1}

    def spelled(self, word: str) -> str:
        low = word.lower()
        if low in self.small or low in _COMMON:
            return low
        if word in self.shouted:
            return word
        if low in self.names:
            return self.names[low]
        short = len(low) < 4 or not set(low) & set("aeiou")
        return word if short else low


def _first_up(text: str) -> str:
    for n, c in enumerate(text):
        if c.isalpha():
            return text[:n] + c.upper() + text[n + 1 :]
    return text
