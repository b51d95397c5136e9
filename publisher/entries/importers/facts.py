"""The facts inside a piece's text: when, where, how much, how hard, until when, and for whom it is not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime, time
from zoneinfo import ZoneInfo

from publisher.entries.importers.block import Block
from publisher.entries.importers.dates import FoundDate, find_dates, find_times
from publisher.entries.importers.lexicon import DEADLINE, MONEY

_LEVEL = re.compile(
    r"\blevel\s+(\d{1,2}|one|two|three|four|five)\b(?:\s?(?:/|and|&|-|–)\s?\d)?", re.IGNORECASE
)
_PLACE_LABEL = re.compile(
    r"^(?:venue|where|location|place)\s*(?::|\s[-–—])\s*(?P<place>.{2,160})$", re.IGNORECASE
)
_ONLINE = re.compile(
    r"\b(?:online(?: (?:via|on|by) (?:microsoft |ms )?(?:teams|zoom))?|(?:via|on) (?:microsoft |ms )?(?:teams|zoom))\b",
    re.IGNORECASE,
)
_AT = re.compile(
    r"^[\s,;–—-]*(?:at|in|@)\s+(?:the\s+)?(?P<place>[A-Z0-9][^.;–—|()£]{2,110}?)(?=\s*(?:[.;–—|()£]|$|,\s*(?:£|cost|free|from|book|places|members)|\s+(?:to|for|and|with|from|on|where|will|is|£)\b))"
)
_AMOUNT = r"(?:£\s?\d[\d,]*(?:\.\d\d)?(?:\s?(?:pp|per person|per place|per head|\+\s?VAT|plus VAT))?|free(?: of charge)?|no charge|half price|(?:a )?(?:reduced|discounted|lower|special) (?:rate|price|fee)|\d{1,2}%\s(?:discount|off))"
_MEMBER_FIRST = re.compile(
    rf"\bmembers?\b(?! of)(?P<between>[^.!?;£\n]{{0,90}}?)(?P<price>{_AMOUNT}(?:\s?\((?:or )?even free!?\))?)",
    re.IGNORECASE,
)
_MEMBER_LAST = re.compile(
    rf"(?P<price>{_AMOUNT})\s?(?:for|to)\s(?:[\w’'-]+\s){{0,3}}?members?\b", re.IGNORECASE
)
_NON_MEMBER = re.compile(
    rf"(?:non-?members?\W{{0,3}}(?:pay |is |are )?(?P<after>{_AMOUNT})|(?P<before>{_AMOUNT})\s?(?:for |\()?\s?non-?members?)",
    re.IGNORECASE,
)
_PRICE = re.compile(
    rf"(?:^|\b(?:cost|costs|price|fee|fees|charge|places|tickets|rate)\b[^.£\n]{{0,30}}?)(?P<price>{_AMOUNT})",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:excludes?|excluding|except(?:ing)? (?:for )?|with the exception of|(?:is|are) not (?:open|available|suitable|intended|aimed|eligible)(?: (?:to|for|at))|"
    r"not (?:open|available|suitable|intended) (?:to|for)|(?:does|do) not apply to)\s+(?:all |any |the |those |staff (?:from|at|in) (?:the )?)?(?P<who>[^.;()\n]{3,160})",
    re.IGNORECASE,
)
_WHO_ENDS = re.compile(
    r"\s+(?:as|because|since|who|whose|which|so|when|while|if|from|due|but|,)\b|,\s|\)|\s[-–—]\s",
    re.IGNORECASE,
)
_BOOK_BY = re.compile(
    r"\b(?:book(?:ing|ings)?(?: must be (?:made|received))?(?: closes?| deadline| by| before| no later than|ing by)|closing date for bookings?|rsvp(?: by)?|register (?:by|before)|registration closes?|"
    r"book (?:your |a )?places? (?:by|before)|please book[^.]{0,30} by)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Facts:
    """What a text tells. Times are aware; notes: what an editor must check, each 'word: why'."""

    starts: Day | datetime | None = None
    ends: Day | datetime | None = None
    book_by: Day | datetime | None = None
    deadline: Day | datetime | None = None
    place: str = ""
    price: str = ""
    member_price: str = ""
    level: str = ""
    except_: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def find_level(title: str, text: str) -> str:
    """'Level 2' from the title, or from the text when it speaks of one only."""
    in_title = _LEVEL.search(title)
    if in_title:
        return " ".join(in_title[0].split()).capitalize()
    found = {" ".join(match[0].split()).capitalize() for match in _LEVEL.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def find_prices(text: str) -> tuple[str, str]:
    """(price, member price) as written."""
    member = ""
    non = _NON_MEMBER.search(text)
    covered = non.span() if non else (-1, -1)
    for pattern in (_MEMBER_LAST, _MEMBER_FIRST):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 4) : match.start()].casefold()
            inside = covered[0] <= match.start("price") < covered[1]
            words = match[0].casefold()
            if (
                before.endswith(("non-", "non "))
                or (inside and "non" in words)
                or "non-member" in words
                or "nonmember" in words
            ):
                continue
            member = match["price"]
            break
        if member:
            break
    price = (non["after"] or non["before"] or "") if non else ""
    if not price:
        amounts = [m[0] for m in MONEY.finditer(text) if m[0] not in member]
        stated = _PRICE.search(text)
        if stated and stated["price"] not in member:
            price = stated["price"]
        elif len(set(amounts)) == 1 and len(text) < 1500 and member:
            price = amounts[0]
    return _tidy_price(price), _tidy_price(member)


def _tidy_price(text: str) -> str:
    text = " ".join(text.split()).removeprefix("a ")
    return text[:1].upper() + text[1:] if text[:1].isalpha() else text


def find_except(text: str) -> tuple[str, ...]:
    """Whom the text says it is not for, in its own words."""
    found = []
    for match in _EXCEPT.finditer(text):
        who = _WHO_ENDS.split(match["who"], maxsplit=1)[0].strip(" ,:")
        if (
            who
            and not MONEY.match(who)
            and any(c.isalpha() for c in who)
            and not who.casefold().startswith(("vat", "bank holiday", "weekend", "those dates"))
        ):
            found.append(who)
    return tuple(dict.fromkeys(found))


def find_facts(title: str, blocks: Sequence[Block], near: Day, zone: ZoneInfo) -> Facts:
    """The facts of one piece. near: dates without a year are the next on or after it."""
    lines = [title, *(block.text for block in blocks)]
    text = "\n".join(lines)
    price, member_price = find_prices("\n".join(lines[1:]))
    notes: list[str] = []
    book_by, deadline = _until(lines, near, zone, notes)
    starts, ends, place = _when_and_where(lines, near, zone, notes)
    return Facts(
        starts=starts,
        ends=ends,
        book_by=book_by,
        deadline=deadline,
        place=place or _labelled_place(lines),
        price=price,
        member_price=member_price,
        level=find_level(title, "\n".join(lines[1:])),
        except_=find_except(text),
        notes=tuple(dict.fromkeys(notes)),
    )


def _labelled_place(lines: Sequence[str]) -> str:
    for line in lines:
        labelled = _PLACE_LABEL.match(line)
        if labelled:
            return labelled["place"].strip(" .")
    return ""


def _until(
    lines: Sequence[str], near: Day, zone: ZoneInfo, notes: list[str]
) -> tuple[Day | datetime | None, Day | datetime | None]:
    """(booking closes, deadline): the date that follows the words that speak of it, in the same line."""
    from_booking = from_deadline = None
    for line in lines:
        for pattern, booking in ((_BOOK_BY, True), (DEADLINE, False)):
            match = pattern.search(line)
            if not match or (from_booking if booking else from_deadline):
                continue
            dates = [
                d
                for d in find_dates(line, near)
                if d.date.day and match.start() <= d.end and d.start - match.end() < 60
            ]
            if not dates:
                continue
            moment = _moment(dates[0], line, zone, within=25)
            _note_year(dates[0], line, notes)
            if booking:
                from_booking = moment
            elif not (from_booking and from_booking == moment):
                from_deadline = moment
    return from_booking, from_deadline


def _note_year(found: FoundDate, line: str, notes: list[str]) -> None:
    if found.guessed:
        notes.append(
            f"year guessed: '{line[found.start : found.end]}' does not say it; {found.date} was taken"
        )


def _moment(found: FoundDate, line: str, zone: ZoneInfo, within: int) -> Day | datetime:
    for one in find_times(line):
        if -within <= one.start - found.end <= within or 0 <= found.start - one.end <= within:
            return datetime.combine(found.date.first_day, one.begins, zone)
    return found.date.first_day


def _when_and_where(
    lines: Sequence[str], near: Day, zone: ZoneInfo, notes: list[str]
) -> tuple[Day | datetime | None, Day | datetime | None, str]:
    """The first day with a time, or said as the event's day; and the place named behind it."""
    days: list[tuple[FoundDate, str, bool]] = []
    for n, line in enumerate(lines):
        times = list(find_times(line))
        for found in find_dates(line, near):
            if (
                found.date.day is None
                or _BOOK_BY.search(line[max(0, found.start - 45) : found.start])
                or DEADLINE.search(line[max(0, found.start - 45) : found.start])
            ):
                continue
            timed = any(-40 <= one.start - found.end <= 40 for one in times)
            said = bool(re.match(r"^(?:when|date|dates|date and time|day)\b\s*[:–-]", line, re.IGNORECASE))
            led = found.start <= 4 and len(line) < 140 and n > 0
            weekday = bool(
                re.match(r"(?:mon|tue|wed|thu|fri|sat|sun)", line[found.start : found.end], re.IGNORECASE)
            )
            ahead = (
                bool(
                    re.search(
                        r"\b(?:on|from|starts?|starting|begins?|takes? place|held|runs?|running)\s*$",
                        line[: found.start],
                        re.IGNORECASE,
                    )
                )
                and found.date.first_day >= near
            )
            if timed or said or led or (weekday and ahead):
                days.append((found, line, timed))
    if not days:
        return None, None, ""
    if len({found.date for found, _, _ in days}) > 1:
        notes.append("several dates: the first was taken as the start")
    found, line, _ = days[0]
    _note_year(found, line, notes)
    starts, ends = _span(found, line, lines, zone)
    return starts, ends, _place_behind(found, line)


def _span(
    found: FoundDate, line: str, lines: Sequence[str], zone: ZoneInfo
) -> tuple[Day | datetime, Day | datetime | None]:
    first, last = found.date.first_day, found.last
    for one in find_times(line):
        if -40 <= one.start - found.end <= 60:
            return _combine(first, one.begins, zone), _combine(
                last or first, one.ends, zone
            ) if one.ends else last
    for other in lines:
        if re.match(r"^times?\b\s*[:–-]", other, re.IGNORECASE):
            for one in find_times(other):
                return _combine(first, one.begins, zone), _combine(
                    last or first, one.ends, zone
                ) if one.ends else last
    return first, last


def _combine(day: Day, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)


def _place_behind(found: FoundDate, line: str) -> str:
    tail = line[found.end :]
    times = list(find_times(tail))
    tail = tail[times[-1].end :] if times and times[0].start < 25 else tail
    online = _ONLINE.search(tail[:60])
    at = _AT.match(tail)
    if at and not re.match(r"\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|noon)?$", at["place"]):
        return at["place"].strip(" ,")
    return (online[0][:1].upper() + online[0][1:]) if online else ""
