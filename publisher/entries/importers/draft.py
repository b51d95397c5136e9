"""What an import yields: drafts of entries, and the fate of every line that came in."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from publisher.entries.entry import Content

FateWord = Literal["entry", "safety notice", "archive link", "furniture", "image not taken"]
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Draft:
    """One entry as found. flags: what an editor must look at, each 'word: why'. source_text: its file.

    made: its name and fields were made from a page or feed, not written by an editor.
    """

    content: Content
    flags: tuple[str, ...]
    source_text: str
    made: bool = False


@dataclass(frozen=True)
class Fate:
    """What became of one source line; entry: the slug it went to, else None; source: the file or address."""

    line: int
    text: str
    fate: FateWord
    entry: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Imported:
    """Everything that one import found, in the order of its sources."""

    entries: tuple[Draft, ...]
    fates: tuple[Fate, ...]

    @property
    def safety_notices(self) -> tuple[str, ...]:
        """Helplines and the like that were found: the site's own safety notice may want them."""
        return tuple(dict.fromkeys(fate.text for fate in self.fates if fate.fate == "safety notice"))


def words(text: str) -> Counter[str]:
    """The words of a text, counted; case, marks and markup do not matter."""
    return Counter(WORD.findall(text.casefold()))
