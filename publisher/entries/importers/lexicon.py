"""The words by which pages of boards and umbrella bodies are told apart: sections, labels, calls, fillers.

Each word here is common to newsletters in English; none belongs to one body.
"""

import re

from publisher.entries.kinds import KINDS

# A section's word → the kind its entries have; '' where the entries must tell.
SECTIONS = {
    "training": "training",
    "trainings": "training",
    "courses": "training",
    "course": "training",
    "workshops": "training",
    "webinars": "training",
    "learning": "training",
    "e-learning": "training",
    "elearning": "training",
    "cpd": "training",
    "events": "",
    "event": "",
    "diary": "",
    "conferences": "",
    "funding": "",
    "grants": "",
    "fundraising": "",
    "vacancies": "",
    "vacancy": "",
    "jobs": "",
    "recruitment": "",
    "volunteering": "",
    "opportunities": "",
    "consultations": "",
    "consultation": "",
    "surveys": "",
    "news": "update",
    "headlines": "update",
    "updates": "update",
    "update": "update",
    "announcements": "update",
    "notices": "update",
    "policy": "update",
    "resources": "resource",
    "guidance": "resource",
    "guides": "resource",
    "publications": "resource",
    "tools": "resource",
    "toolkits": "resource",
    "downloads": "resource",
    "podcasts": "resource",
    "reports": "report",
    "minutes": "report",
    "deadlines": "deadline",
    "alerts": "alert",
}
FILLERS = {
    "and",
    "&",
    "the",
    "our",
    "other",
    "latest",
    "upcoming",
    "forthcoming",
    "new",
    "local",
    "national",
    "free",
    "current",
    "recent",
    "more",
    "useful",
    "key",
    "for",
    "your",
    "you",
    "from",
    "in",
    "of",
    "on",
    "to",
    "development",
    "section",
    "information",
    "general",
    "sector",
    "members",
    "community",
    "regional",
    "online",
    "this",
    "month",
    "term",
    "what's",
    "what’s",
    "available",
    "dates",
    "date",
    "calls",
    "programme",
    "offer",
    "calendar",
    "brochure",
    "schedule",
    "call",
    "round-up",
    "roundup",
    "area",
    "areas",
    "support",
    "job",
    "volunteer",
    "partner",
    "partners",
    "safeguarding",
    "quick",
    "further",
    "all",
    "coming",
    "soon",
}
EVENT_SECTIONS = {"events", "event", "diary", "conferences"}

LABELS = re.compile(
    r"^(?:key (?:messages?|learning|facts?|findings?|actions?)|learning points?|"
    r"who (?:is|are|should|can|it)\b.*|what (?:is|do|does|will|can|you|we|to)\b.*|how (?:to|do|can|"
    r"will)\b.*|when|where|why|"
    r"when (?:and|&) where|date|dates|date and time|dates? (?:and|&) times?|time|times|venue|location|"
    r"place|cost|costs|"
    r"price|fee|fees|contact|contacts|contact us|tel|telephone|phone|email|e-mail|web|website|link|"
    r"closing date|"
    r"deadline|book by|booking|bookings|to book|book|duration|trainers?|facilitators?|speakers?|audience|"
    r"target audience|level|salary|hours|aims?|aims and objectives|objectives|learning outcomes|outcomes|"
    r"content|"
    r"about the (?:course|event|session|role|fund|project)|about|background|programme|agenda|key points|"
    r"next steps|"
    r"action|actions|further information|more information|further details|more details|find out more|"
    r"read more|"
    r"note|please note|nb|n\.b|important|summary|introduction|overview|for example|e\.g|suitable for|"
    r"eligibility|"
    r"criteria|how to apply|to apply|apply|register|registration|to register|refreshments|parking|"
    r"questions)\s*[:?]?$",
    re.IGNORECASE,
)
FACT_LABEL = re.compile(
    r"^(?P<label>when|where|date|dates|date and time|time|times|venue|location|place|cost|costs|price|"
    r"fee|fees|contact|"
    r"tel|telephone|phone|mobile|email|e-mail|web|website|link|closing date|closes|deadline|book by|booking|"
    r"bookings|to book|book|duration|trainers?|speakers?|audience|target audience|who|for|level|salary|"
    r"hours|note|please note|"
    r"nb|suitable for|to apply|apply|register|to register|contact us|enquiries|for more information|more "
    r"information)"
    r"\s*(?::|\s[-–—]\s)\s*\S",
    re.IGNORECASE,
)
CALL = re.compile(
    r"^(?:please\s+)?(?:click|download|read (?:more|the|it|about|our)|find out|see (?:the|here|more|what|"
    r"our|attached|below)|visit|book(?: (?:now|here|a|your|on|via|online|at|"
    r"through|by|onto|early))|register (?:here|now|your|for|by|at|via|online|interest)|apply (?:here|now|"
    r"by|online|at|via)|e-?mail\b|ring\b|call (?:us|\d|the|on)|"
    r"contact (?:us|the|\w+ on|\w+ at)|view (?:the|here|our|more|all)|watch (?:the|here|it|our)|listen "
    r"(?:to|here|again)|sign up|more info|more details|"
    r"for (?:more|further|full|details|information|advice|any|queries|all)\b|further (?:info|details)|"
    r"full (?:details|information)|"
    r"access (?:the|it|here|our)|join (?:here|the meeting|us here)|reserve|complete (?:the|our)|learn more|"
    r"continue reading|"
    r"book$|apply$|register$|here$|link$|open (?:the|here)|go to|to (?:book|register|apply|find out|join|"
    r"read|see|view|download)\b)",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^(?:dear\b|hello\b|hi\b|kind(?:est)? regards|best (?:wishes|regards)|warm regards|many thanks|with "
    r"thanks|"
    r"yours (?:sincerely|faithfully)|regards\b|good (?:morning|afternoon))",
    re.IGNORECASE,
)
VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|shall|do|does|did|"
    r"been|be|runs|"
    r"we|we’re|we're|you|they|i|please|there|it’s|it's|if|which|that)\b",
    re.IGNORECASE,
)
MONEY = re.compile(r"£\s?\d+(?:,\d{3})*(?:\.\d\d)?")
PHONE = re.compile(r"(?<![\d£.,])(?:\+44\s?|0)\d(?:[\d\s()-]{7,13})\d(?!\d)|\b(?:999|101|111|116\s?\d{3})\b")
DEADLINE = re.compile(
    r"\b(?:deadline|closing date|closes? (?:on|at|for|by|\d|mon|tue|wed|thu|fri|sat|sun)|appl(?:y|"
    r"ications?) by|apply before|submit\w* by|(?:return|send|submit|complet)\w*\b[^.!?]{0,50}?\bby (?=noon|"
    r"midday|midnight|mon|tue|wed|thu|fri|sat|sun|the \d|\d)|return\w* by|respond by|responses? (?:must|"
    r"should|are "
    r"needed|are due|due)?\s?(?:be received )?by|"
    r"nominat\w+ by|nominations? close|applications? (?:close|must)|no later than|expressions? of "
    r"interest by|have (?:your|their) say by|complete\w* (?:it )?by|renew\w* by)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"^\d{1,2}[.):]\s+")
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|&")


def section_kind(text: str) -> str | None:
    """The kind that a section's heading gives its entries ('' when it gives none); None for no section.

    A kind's own name ("Key messages") is a section too.
    """
    line = text.strip().rstrip(":").casefold()
    for kind in KINDS.values():
        if line in (kind.plural.casefold(), kind.title.casefold(), f"our {kind.plural.casefold()}"):
            return kind.key
    text = _ORDINAL.sub("", text.strip())
    tokens = [token.casefold() for token in _TOKEN.findall(text)]
    if not 0 < len(tokens) <= 6 or re.search(r"[.?!]|\d", text.strip().rstrip(":!?.…")):
        return None
    told = [token for token in tokens if token in SECTIONS]
    if not told or any(token not in SECTIONS and token not in FILLERS for token in tokens):
        return None
    return _mixed(told)


def kind_of_words(text: str) -> str | None:
    """The kind that a heading's words point to when it names a section only by where it stands; or None."""
    told = [token.casefold() for token in _TOKEN.findall(text) if token.casefold() in SECTIONS]
    return (_mixed(told) or None) if told else None


def _mixed(told: list[str]) -> str:
    """One kind for the words of a section; none when it holds events besides, or several kinds."""
    kinds = {SECTIONS[token] for token in told}
    return kinds.pop() if len(kinds) == 1 else ""


def of_events(section: str) -> bool:
    """Whether a section's heading says that what follows takes place on a day."""
    return any(word.strip(":,").casefold() in EVENT_SECTIONS for word in section.split())
