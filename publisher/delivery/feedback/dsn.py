"""Delivery status notifications: RFC 3464 inside RFC 6522's multipart/report."""

from collections.abc import Iterator
from email.message import Message

from publisher.delivery.feedback.report import Finding, Kind
from publisher.delivery.feedback.status import kind_of, status_in

MOST_RECIPIENTS = 100

ACTIONS: dict[str, Kind | None] = {
    "failed": None,  # the status decides
    "delayed": Kind.DELAYED,
    "delivered": Kind.DELIVERED,
    "relayed": Kind.DELIVERED,
    "expanded": Kind.DELIVERED,
}


def status_part(message: Message) -> Message | None:
    """The message/delivery-status part (or its UTF-8 twin, RFC 6533), wherever a strange system put it."""
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            return part
    return None


def findings(part: Message) -> tuple[Finding, ...]:
    """What the part says of each recipient; one report may speak of several (RFC 3464 §2.3)."""
    return tuple(_finding(block) for block in _blocks(part) if block.get("Action"))[:MOST_RECIPIENTS]


def envelope_id(part: Message) -> str:
    """Original-Envelope-Id: the ENVID we gave (RFC 3461 §4.4), or empty."""
    return next(
        (
            str(block["Original-Envelope-Id"]).strip()
            for block in _blocks(part)
            if block["Original-Envelope-Id"]
        ),
        "",
    )


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))


def _finding(block: Message) -> Finding:
    diagnostic = _value(str(block.get("Diagnostic-Code", "")))
    status = status_in(str(block.get("Status", ""))) or status_in(diagnostic)
    action = str(block["Action"]).split("(")[0].strip().lower()
    kind = ACTIONS.get(action, Kind.UNKNOWN) or _failed(status, diagnostic)
    recipient = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    return Finding(kind, _value(recipient), status, diagnostic[:500])


def _failed(status: str, diagnostic: str) -> Kind:
    # Many systems write 5.0.0 in Status and the telling code in the diagnostic.
    if status.endswith(".0.0"):
        return kind_of(status_in(diagnostic) or status)
    return kind_of(status)


def _value(field: str) -> str:
    """The value behind `rfc822;` or `smtp;`, unfolded."""
    return " ".join(field.split(";", 1)[-1].split())
