"""Where something takes place: behind its day, on the line below it, or behind a label."""

import re
from collections.abc import Sequence
from datetime import date as Day  # noqa: N812 - as in entry.py

from publisher.entries.importers.dates import FoundDate, find_dates
from publisher.entries.importers.lexicon import CALL, FACT_LABEL, GREETING, LABELS, MONEY, PHONE, VERBS
from publisher.entries.importers.times import find_times

_ONLINE = re.compile(
    r"\b(?:online(?: (?:via|on|by) (?:microsoft |ms )?(?:teams|zoom))?|(?:via|on) (?:microsoft |ms "
    r")?(?:teams|zoom))\b",
    re.IGNORECASE,
)

_AT = re.compile(
    r"^[\s,;–—-]*(?:at|in|@)\s+(?:the\s+)?(?P<place>[A-Z0-9][^.;–—|()£]{2,110}?)(?=\s*(?:[.;–—|()£]|$|"
    r",\s*(?:£|cost|free|from|book|places|members)|\s+(?:to|for|and|with|from|on|where|will|is|£)\b))"
)
_LABELLED = re.compile(
    r"^(?:venue|where|location|place)\s*(?::|\s[-–—])\s*(?P<place>.{2,160})$", re.IGNORECASE
)
_ONLINE_LINE = re.compile(
    r"^(?:(?:live |held )?online|(?:via |on |by )?(?:microsoft |ms )?(?:teams|zoom)|webinar|virtual)\b",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"\b(?:hub|hall|guildhall|centre|center|house|room|rooms|school|church|chapel|cathedral|library|hotel|inn|"
    r"college|academy|university|campus|museum|theatre|pavilion|hospital|clinic|surgery|barn|mill|lodge|"
    r"park|gardens?|arena|stadium|club|offices?|building|suite|chambers|exchange|institute|mosque|temple|"
    r"synagogue|gurdwara|street|road|lane|avenue|square|close|way|place|terrace|quay|st|rd|"
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"^(?:costs?|prices?|fees?|tickets?|free|booking|book|to book|£)(?=\W|\d|$)", re.IGNORECASE
)
_NEAR = Day(2000, 1, 1)
_MOST_WORDS = 14


def place_behind(found: FoundDate, line: str, title: str) -> str:
    """The place that a line names behind its date and time."""
    tail = line[found.end :]
    times = list(find_times(tail))
    tail = tail[times[-1].end :] if times and times[0].start < 25 else tail
    online = _ONLINE.search(tail[:60])
    at = _AT.match(tail)
    rest = re.split(r"(?<!\bSt)[.;](?:\s|$)", tail.strip(" ,;–—-."))[0].strip()
    begins = found.start <= 4 or line is title or re.search(r"[.!?]\s+$", line[: found.start])
    placed = (
        (bool(times) or line is title)
        and 2 <= len(rest) <= 80
        and rest[0].isupper()
        and not MONEY.search(rest)
    )
    if not at and not online and begins and placed:
        return rest
    if at and not re.match(r"\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|noon)?$", at["place"]):
        return at["place"].strip(" ,")
    return _online(online[0]) if online else ""


def place_below(lines: Sequence[str], line: str) -> str:
    """The place that stands alone on the line under the day and time, or under its label."""
    below = list(lines[list(lines).index(line) + 1 :][:3]) if line in lines else []
    while below and _is_time(below[0]):
        below.pop(0)
    if not below:
        return ""
    said = below[0].strip()
    priced = len(below) > 1 and bool(_PRICED.match(below[1].strip()))
    if not _is_short_name(said):
        return ""
    if _ONLINE_LINE.match(said):
        return _online(said)
    capitals = all(word[:1].isupper() or not word[:1].isalpha() for word in said.split() if len(word) > 3)
    return said if _BUILDING.search(said) or (priced and capitals) else ""


def labelled_place(lines: Sequence[str]) -> str:
    """The place behind "Venue:" or the like; '' when no line has one."""
    for line in lines:
        labelled = _LABELLED.match(line)
        if labelled:
            return _online(labelled["place"].strip(" ."))
    return ""


def _online(said: str) -> str:
    """ "via Teams" as "Teams"."""
    said = re.sub(r"^(?:via|on|by)\s+(?=microsoft|ms|teams|zoom)", "", said.strip(" ,."), flags=re.IGNORECASE)
    return said[:1].upper() + said[1:]


def _is_time(line: str) -> bool:
    times = list(find_times(line))
    return bool(times) and len(line) - (times[-1].end - times[0].start) < 12


def _is_short_name(line: str) -> bool:
    """Whether a line could name a place: short, no sentence, no date, price, label or call."""
    return (
        0 < len(line.split()) <= _MOST_WORDS
        and len(line) <= 100
        and (line[0].isupper() or line[0].isdigit() or bool(_ONLINE_LINE.match(line)))
        and line[-1] not in "?!:…"
        and not re.search(r"[.?!]\s+[A-Z]", re.sub(r"\bSt\.", "St", line))
        and not (VERBS.search(line) or MONEY.search(line) or PHONE.search(line))
        and not (CALL.match(line) or LABELS.match(line) or FACT_LABEL.match(line) or GREETING.match(line))
        and not find_dates(line, _NEAR)
        and not any(True for _ in find_times(line))
        and "@" not in line
        and "://" not in line
    )
