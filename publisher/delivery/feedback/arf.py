"""Complaints: RFC 5965's multipart/report with a message/feedback-report."""

from email.message import Message

from publisher.delivery.feedback.report import Finding, Kind

FEEDBACK_TYPES: dict[str, Kind] = {
    "abuse": Kind.COMPLAINT,
    "fraud": Kind.COMPLAINT,
    "virus": Kind.UNKNOWN,
    "other": Kind.UNKNOWN,
    "not-spam": Kind.AUTOMATIC,
    "opt-out": Kind.COMPLAINT,
}


def feedback_part(message: Message) -> Message | None:
    """The message/feedback-report part, or None."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            return part
    return None


def findings(part: Message) -> tuple[Finding, ...]:
    """What kind of feedback it is; the recipient is often blacked out and never trusted (RFC 6590)."""
    payload = part.get_payload()
    if isinstance(payload, list):
        fields = payload[0]
    else:
        fields = Message()
        for line in str(payload).splitlines():
            name, colon, value = line.partition(":")
            if colon and name.strip().isascii():
                fields[name.strip()] = value.strip()
    if not isinstance(fields, Message):
        return (Finding(Kind.UNKNOWN),)
    word = str(fields.get("Feedback-Type", "")).strip().lower()
    return (
        Finding(
            FEEDBACK_TYPES.get(word, Kind.UNKNOWN), diagnostic=f"feedback report: {word or 'no type'}"[:500]
        ),
    )
