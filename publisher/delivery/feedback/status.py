"""Foreign status codes to our kinds: one table (RFC 3463 §3; class 5 alone counts: RFC 3464 §2.3.3)."""

import re

from publisher.delivery.feedback.report import Kind

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
BASIC = re.compile(r"\b([45])(\d\d)[ -]")

# "1.1" is subject.detail, "7" a whole subject. What is not here is soft: the unknown is temporary.
PERMANENT: dict[str, Kind] = {
    "1.1": Kind.HARD,  # bad mailbox
    "1.2": Kind.HARD,  # bad system
    "1.3": Kind.HARD,  # bad syntax
    "1.6": Kind.HARD,  # mailbox has moved
    "1.10": Kind.HARD,  # null MX (RFC 7505)
    "2.1": Kind.HARD,  # mailbox disabled
    "2.2": Kind.SOFT,  # mailbox full
    "2.3": Kind.POLICY,  # too big for this mailbox
    "3.4": Kind.POLICY,  # too big for this system
    "1.7": Kind.POLICY,  # bad sender's mailbox
    "1.8": Kind.POLICY,  # bad sender's system
    "6": Kind.POLICY,  # the message itself
    "7": Kind.POLICY,  # security, authentication, reputation
}

# Basic codes that carry the same meaning without an enhanced one (RFC 5321 §4.2.3).
PERMANENT_BASIC: dict[str, Kind] = {"550": Kind.SOFT, "551": Kind.HARD, "552": Kind.SOFT, "553": Kind.HARD}


def kind_of(status: str) -> Kind:
    """The kind of an enhanced status code that a *failed* action carries; anything not known is soft."""
    found = ENHANCED.search(status)
    if found is None or found[1] != "5":
        return Kind.SOFT
    return PERMANENT.get(f"{found[2]}.{found[3]}") or PERMANENT.get(found[2]) or Kind.SOFT


def status_in(text: str) -> str:
    """The first enhanced status code in a diagnostic text, or empty."""
    found = ENHANCED.search(text)
    return found[0] if found else ""


def kind_of_refusal(code: str, text: str) -> Kind:
    """The kind of a refusal heard during SMTP: by its enhanced code, else by the basic one (M-B5)."""
    status = status_in(text) or status_in(code)
    if status:
        return kind_of(status)
    return PERMANENT_BASIC.get(code[:3], Kind.SOFT)
