"""Times of day as people write them in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

# Nobody reads dates or times out of a line that is longer; looking on would only cost time.
LONGEST_LINE = 5_000
_HOUR = r"(?P<{h}>\d{{1,2}})(?:[.:](?P<{m}>\d\d))?\s?(?P<{p}>am|pm|noon)?"
_TIMES = re.compile(
    r"(?<![\d£.])(?:"
    + _HOUR.format(h="h1", m="m1", p="p1")
    + r"\s?(?:-|–|—|to|until|till)\s?"
    + _HOUR.format(h="h2", m="m2", p="p2")
    + r")(?!\d|\s?(?:st|nd|rd|th)\b|[/%])",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d£.])(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?\s?(?P<p>am|pm|noon)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FoundTime:
    """A time, or a span of times, seen in text at [start, end)."""

    start: int
    end: int
    begins: time
    ends: time | None = None


def find_times(text: str) -> Iterator[FoundTime]:
    """Every time of day in `text` that says am, pm or noon at least once, or has a colon or full stop."""
    text = text[:LONGEST_LINE]
    end = 0
    for match in _TIMES.finditer(text):
        p1, p2 = match["p1"], match["p2"]
        if not (p1 or p2 or (match["m1"] and match["m2"])):
            continue
        begins, ends = _time(match["h1"], match["m1"], p1), _time(match["h2"], match["m2"], p2)
        if p2 and not p1:
            same = _time(match["h1"], match["m1"], p2)
            begins = same if same and ends and same < ends else _time(match["h1"], match["m1"], "am")
        if begins and ends:
            end = match.end()
            yield FoundTime(match.start(), end, begins, ends)
    for match in _TIME.finditer(text, end):
        at = _time(match["h"], match["m"], match["p"])
        if at:
            yield FoundTime(match.start(), match.end(), at)


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    value = int(hour)
    if half and half.lower() in ("pm", "noon") and value < 12:
        value += 12
    if half and half.lower() == "am" and value == 12:
        value = 0
    return time(value, int(minute or 0)) if value < 24 and int(minute or 0) < 60 else None
