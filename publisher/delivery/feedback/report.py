"""A report as a noun: what somebody's mail system says became of a message of ours."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a report comes to, in our words; only HARD and COMPLAINT ever end a subscription at once."""

    HARD = "hard"  # the address is dead
    SOFT = "soft"  # full, busy, down: counts only when it goes on
    POLICY = "policy"  # our reputation, authentication or size: ours to mend, never the person's fault
    DELAYED = "delayed"  # still trying
    COMPLAINT = "complaint"  # the person called it spam
    AUTOMATIC = "automatic"  # out of office, challenge, our own mail coming back
    DELIVERED = "delivered"
    UNKNOWN = "unknown"  # kept for a person to read


@dataclass(frozen=True)
class Finding:
    """What a report says of one recipient. status: RFC 3463 class.subject.detail, or empty."""

    kind: Kind
    recipient: str = ""
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True)
class Report:
    """One report, whole.

    source: dsn, arf, odd or mail. external_id: its own Message-ID, or a digest of its bytes: the key by which
    a second copy is known. tokens: return tokens found, most trusted first (the address it came to, the
    envelope id). leave_tokens: from List-Unsubscribe of the message reported on. message_ids: quoted in it.
    """

    source: str
    external_id: str
    findings: tuple[Finding, ...]
    tokens: tuple[str, ...] = ()
    leave_tokens: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    raw: bytes = field(default=b"", repr=False)
