"""What kind of entry a piece is: from the page's or section's own heading, else guessed from its words."""

import re
from dataclasses import dataclass

from publisher.entries.importers.structure import Piece, page_kind

_BOOKING = re.compile(
    r"\b(?:book (?:a|your|now|here|online|on|onto|via|by|through|at)\b|(?<!no need )to book\b|"
    r"book(?:ing)? (?:is |now "
    r")?(?:open|closes|essential|required|link)|"
    r"bookings? (?:close|must|by)|places? (?:are|is) limited|limited places|reserve (?:a|your) place|"
    r"eventbrite)",
    re.IGNORECASE,
)
_LEARNING = re.compile(
    r"\b(?:training|courses?|workshops?|webinars?|masterclass(?:es)?|e-?learning|seminars?|briefing "
    r"sessions?|refresher|bitesize|lunch and learn|lecture series|accredited)\b",
    re.IGNORECASE,
)
_TAUGHT = re.compile(
    r"\b(?:(?:this|these|the|our|free|online) (?:short |free |online |one.day |half.day |full.day "
    r")*(?:training|courses?|workshops?|webinars?|masterclass(?:es)?|sessions?|seminar)\b|aimed at|"
    r"learning outcomes|delegates|participants|\w+ training opportunit)",
    re.IGNORECASE,
)
_GROUP = (
    r"(?:sub-?\s?group|board|meeting|committee|forum|"
    r"network|working group|steering group|task group|partnership)"
)
_REPORT = re.compile(
    rf"\b(?:annual (?:report|review)|{_GROUP}\b.{{0,40}}\b(?:report|minutes|notes)|minutes of|"
    rf"(?:report|minutes|notes) (?:from|of) .{{0,60}}{_GROUP})\b",
    re.IGNORECASE,
)
_DATED_REPORT = re.compile(
    rf"\b(?:{_GROUP}\b.{{0,60}}\b(?:update|feedback|summary)|(?:update|feedback|summary) (?:from|of|on) "
    rf".{{0,60}}{_GROUP})\b",
    re.IGNORECASE,
)
_RESOURCE = re.compile(
    r"\b(?:guides?|guidance|tool-?kits?|tool-?box|toolbox|handbook|leaflets?|fact-?sheets?|posters?|"
    r"templates?|podcast|video|e-?book|resource packs?|resources?|checklist|procedures?|animation|"
    r"briefing paper|7.minute briefing|one.minute guide)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(_RESOURCE.pattern.replace("resources?|", ""), re.IGNORECASE)
_OFFERED = re.compile(
    r"\b(?:download|access (?:the|it|here)|available (?:here|to download|online|from|on|at)|read the|"
    r"view the|see the|find (?:it|the)|has been (?:created|published|produced)|jointly published|have "
    r"published)\b",
    re.IGNORECASE,
)
_KEY_MESSAGE = re.compile(r"^key messages?(?=\s*(?::|\s[-–—]|$))", re.IGNORECASE | re.MULTILINE)
_COST = re.compile(r"^(?:costs?|price|fee)\b|^£", re.IGNORECASE | re.MULTILINE)
_ALERT = re.compile(r"^(?:urgent|alert|safety alert|warning)\b|\b(?:urgent|safety) alert\b", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """A kind; guess: why, where it is one ('' when the page itself says it)."""

    kind: str
    guess: str = ""


def tell_kind(
    piece: Piece, title_of_page: str, *, dated: bool, deadline: str, bears_day: bool = False
) -> Told:
    """The kind of `piece`.

    dated: it starts on some day; deadline: the words of one, if any; bears_day: its title ends with a day.
    """
    named = page_kind(title_of_page)
    if piece.section_kind and piece.section_sure:
        return Told(piece.section_kind)
    if named and not piece.section_kind:
        return Told(named)
    for kind, why in _cues(piece, dated=dated, deadline=deadline, bears_day=bears_day):
        return Told(kind, f"from '{why}'")
    if piece.section_kind:
        return Told(piece.section_kind, f"from the section '{piece.section}'")
    return Told("update", "nothing says what it is")


def _cues(piece: Piece, *, dated: bool, deadline: str, bears_day: bool) -> list[tuple[str, str]]:
    """The kinds that the words speak for, the strongest first, each with the words."""
    title, body = piece.title, "\n".join(block.text for block in piece.body)
    found: list[tuple[str, str]] = []
    learning = _LEARNING.search(title)
    taught = _TAUGHT.search(body)
    booking = _BOOKING.search(body)

    def add(kind: str, match: re.Match[str] | None) -> None:
        if match:
            found.append((kind, match[0].strip()))

    add("alert", _ALERT.search(title))
    add("report", _REPORT.search(title) or (_DATED_REPORT.search(title) if bears_day else None))
    add("key-message", _KEY_MESSAGE.search(body))
    if booking and (learning or taught or _LEARNING.search(body)):
        add("training", booking)
    if learning:
        add("training", learning)
    add("training", _LEARNING.search(" ".join(piece.columns)))
    if deadline and not booking:
        found.append(("deadline", deadline))
    add("resource", _RESOURCE.search(title))
    if taught and _LEARNING.search(body):
        add("training", _LEARNING.search(body))
    if dated and _COST.search(body):
        add("training", _LEARNING.search(body))
    if dated and booking and piece.section_kind != "":
        add("training", booking)
    first = "\n".join(block.text for block in piece.body[:2])
    if _OFFERED.search(first):
        add("resource", _GIVEN.search(first))
    return found
