"""Titles told from text: lines that stand alone, and those that run into their text after a dash or colon."""

import itertools
import re
from datetime import date as Day  # noqa: N812 - as in entry.py

from publisher.entries.importers.dates import find_dates
from publisher.entries.importers.lexicon import CALL, FACT_LABEL, GREETING, LABELS, MONEY, PHONE, VERBS
from publisher.entries.importers.times import find_times

LONGEST_TITLE = 14
_DASH = re.compile(r"\s+[-–—]{1,2}\s+|\s*—\s*")
_COLON = re.compile(r":\s+")
_INNER_STOP = re.compile(
    r"(?<!\bSt)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bNo)(?<!\bvs)[.?!…]['’”\")]?\s+\S"
)
_SMALL = {
    "a",
    "an",
    "and",
    "the",
    "of",
    "for",
    "in",
    "on",
    "to",
    "with",
    "by",
    "at",
    "from",
    "or",
    "as",
    "into",
    "is",
    "its",
    "it",
    "your",
    "our",
    "their",
    "between",
    "up",
    "about",
    "after",
    "via",
}
NEAR = Day(2000, 1, 1)


def count_words(text: str) -> int:
    """How many words, by spaces."""
    return sum(1 for word in text.split() if any(c.isalnum() for c in word))


def is_call(text: str) -> bool:
    """Whether a line only sends the reader elsewhere ("Find out more and book a place")."""
    return bool(CALL.match(text)) and count_words(text) <= 16


def is_label(text: str) -> bool:
    """Whether a line is a heading of the kind that stands inside an entry ("Who should attend?")."""
    return bool(LABELS.match(text.strip()))


def is_fact(text: str) -> bool:
    """Whether a line tells a date, time, place, price or contact, rather than naming something."""
    text = text.strip()
    if FACT_LABEL.match(text) or MONEY.match(text) or PHONE.match(text):
        return True
    if re.match(
        r"^(?:free(?:\W*$| (?:of charge|for|to|entry|event|place)\b)|online(?:\W*$|,| (?:via|on|by|"
        r"only)\b)|via \w+|(?:on )?zoom\W*$|(?:microsoft )?teams\W*$|(?:https?://|www\.)|"
        r"[\w.+-]+@[\w-]+\.)",
        text,
        re.I,
    ):
        return count_words(text) <= 8
    if re.match(
        r"^(?:booking|bookings?|applications?|nominations?|entries|registration)\s+(?:close|open|must|by)",
        text,
        re.I,
    ):
        return True
    dates = find_dates(text, NEAR)
    if dates and dates[0].start <= 4 and (count_words(text) <= 14):
        rest = text[dates[0].end :].strip(" ,-–—:")
        return (
            not rest
            or any(True for _ in find_times(rest))
            or rest[:3].lower() in ("at ", "in ", "fro", "to ", "and")
            or rest[0].isdigit()
            or rest[:6].lower() == "online"
        )
    times = list(find_times(text))
    return bool(times) and times[0].start <= 5 and count_words(text) <= 12


def title_like(text: str, *, longest: int = LONGEST_TITLE) -> bool:
    """Whether a line standing alone reads as a title."""
    text = text.strip()
    if not text or len(text) > 130 or not any(c.isalpha() for c in text):
        return False
    dates = find_dates(text, NEAR)
    counted = text
    if dates and dates[-1].end >= len(text) - 1:
        counted = text[: dates[-1].start]
    if not 1 <= count_words(counted) <= longest:
        return False
    start = text.lstrip("‘’'\"“”(#[ ")
    if not start or not (
        start[0].isupper() or start[0].isdigit() or re.match(r"[a-z]-?[A-Za-z]*[A-Z]|e-\w", start)
    ):
        return False
    if text[-1] in ".;,-–—" or text.endswith("…") or _INNER_STOP.search(text):
        return False
    return not (is_call(text) or is_fact(text) or GREETING.match(text))


def name_like(text: str) -> bool:
    """Whether every word that matters begins with a capital or figure: the look of a name."""
    words = [w.strip("‘’'\"“”(),:&") for w in text.split()]
    told = [w for w in words if w and any(c.isalpha() for c in w) and w.casefold() not in _SMALL]
    return bool(told) and all(not w[0].islower() for w in told)


def run_in(text: str, *, strict: bool) -> tuple[str, str] | None:
    """(title, text) of a paragraph that begins with its title, or None.

    strict: the title must look like a name and a good deal of text must follow; for pages whose titles
    otherwise stand alone.
    """
    for pattern in (_DASH, _COLON):
        split = _split(text, pattern)
        if split is None:
            continue
        title, rest = split
        least, longest = (10, 8) if strict else (4, LONGEST_TITLE)
        if pattern is _COLON:
            least = max(least, 8)
            longest = min(longest, 10)
        if find_dates(rest[:60], NEAR) and find_dates(rest[:60], NEAR)[0].start <= 2:
            least = min(least, 4)
        if any(True for _ in find_times(title)):
            continue
        if not title_like(title, longest=longest) or is_label(title) or VERBS.search(title):
            continue
        if count_words(rest) < least or (strict and (not name_like(title) or len(title.split()) < 2)):
            continue
        return title, rest
    return None


def day_led(text: str) -> tuple[str, str, str] | None:
    """(day, title, rest) of a line like "Wed 10 June – Coffee and chat, 10am, The Hub", or None."""
    dates = find_dates(text, NEAR)
    if not dates or dates[0].start or dates[0].date.day is None or len(text) > 300:
        return None
    mark = re.match(r"\s*(?::|\s[-–—])\s+(?=[^\W\d_])", text[dates[0].end :])
    if mark is None:
        return None
    title, comma, rest = text[dates[0].end + mark.end() :].partition(", ")
    timed = any(True for _ in find_times(rest))
    if not (timed and title_like(title) and not VERBS.search(title)):
        return None
    return text[: dates[0].end], title, rest if comma else ""


def _between_times(text: str, mark: re.Match[str]) -> bool:
    """Whether a dash stands between two times or figures: "10am - 12 noon"."""
    before, after = text[: mark.start()], text[mark.end() :]
    return bool(re.search(r"\d\s?(?:am|pm|noon)?$", before, re.IGNORECASE) and after[:1].isdigit())


def _split(text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """Cut at the first mark, or at a later one while what lies between still reads as part of the title."""
    marks = [mark for mark in pattern.finditer(text[:400]) if not _between_times(text, mark)][:4]
    if not marks or marks[0].start() == 0:
        return None
    cut = marks[0]
    for one, other in itertools.pairwise(marks):
        between = text[one.end() : other.start()]
        if not (name_like(between) and count_words(between) <= 5 and not re.search(r"[.,;?!]", between)):
            break
        cut = other
    return text[: cut.start()].strip(), text[cut.end() :].strip()
