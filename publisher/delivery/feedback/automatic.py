"""Answers that a machine wrote: out of office, challenges, our own mail coming back (RFC 3834 §5)."""

from email.message import Message

SUBJECTS = (
    "out of office",
    "out of the office",
    "automatic reply",
    "auto-reply",
    "autoreply",
    "auto:",
    "on leave",
    "annual leave",
    "abwesenheit",
    "absence",
    "allan o'r swyddfa",
)
HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Answer", "X-Vacation-Message")


def is_automatic(message: Message) -> bool:
    """Whether a machine wrote it and it reports on nothing."""
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    if submitted.startswith("auto-replied") or any(message.get(header) for header in HEADERS):
        return True
    subject = str(message.get("Subject", "")).lower()
    return any(word in subject for word in SUBJECTS)


def is_ours(message: Message, list_domain: str) -> bool:
    """Whether it is a mail of our own that went round (a List-Id under our domain at the top level)."""
    return f".{list_domain.lower()}>" in str(message.get("List-Id", "")).lower()
