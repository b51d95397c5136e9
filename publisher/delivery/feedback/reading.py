"""One report's bytes, from whatever door, to a Report. Pure: no database, no network."""

import email
import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from email.message import Message
from email.policy import compat32
from typing import TypeGuard

from flufl.bounce import all_failures

from publisher.delivery.feedback import arf, automatic, dsn
from publisher.delivery.feedback.report import Finding, Kind, Report

MOST_BYTES = 1_000_000
MOST_PARTS = 100
RETURN_PATH = re.compile(r"bounces\+([a-z2-7]{20,40})@", re.IGNORECASE)
LEAVE = re.compile(r"/leave/([a-z2-7]{20,40})\b", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<[^<>\s]{3,200}>")
ARRIVAL_HEADERS = ("Delivered-To", "X-Original-To", "X-Envelope-To", "To")

log = logging.getLogger(__name__)


def read_report(raw: bytes, *, came_to: str = "", list_domain: str = "") -> Report:
    """What `raw` says, in our words.

    came_to: the address it was delivered to (LMTP's RCPT, a pipe's argument), trusted before any header.
    list_domain: ours, to know our own mail when it comes back. Only the first megabyte is read.
    """
    raw = raw[:MOST_BYTES]
    message = email.message_from_bytes(raw, policy=compat32)
    external_id = _plain(message.get("Message-ID", ""))[:200] or hashlib.sha256(raw).hexdigest()
    if sum(1 for _ in zip(message.walk(), range(MOST_PARTS + 1), strict=False)) > MOST_PARTS:
        return Report("mail", external_id, (Finding(Kind.UNKNOWN, diagnostic="too many parts"),), raw=raw)
    source, findings, envelope = _findings(message, list_domain)
    quoted = _quoted(message).replace("\0", " ")
    arrival = " ".join([came_to, *(str(message.get(name, "")) for name in ARRIVAL_HEADERS)])
    tokens = [*tokens_in(arrival), *([envelope] if envelope else []), *tokens_in(quoted)]
    return Report(
        source,
        external_id,
        tuple(_cleaned(finding) for finding in findings),
        tokens=_once(token.lower() for token in tokens),
        leave_tokens=_once(LEAVE.findall(_unfolded(quoted, "list-unsubscribe").lower())),
        message_ids=_once(MESSAGE_ID.findall(_unfolded(quoted, "message-id"))),
        raw=raw,
    )


def tokens_in(text: str) -> list[str]:
    """The tokens of return addresses in a text, whether or not we signed them."""
    return RETURN_PATH.findall(text)


def _findings(message: Message, list_domain: str) -> tuple[str, tuple[Finding, ...], str]:
    feedback = arf.feedback_part(message)
    if feedback is not None:
        return "arf", arf.findings(feedback), ""
    status = dsn.status_part(message)
    if status is not None and (found := dsn.findings(status)):
        return "dsn", found, dsn.envelope_id(status)
    if automatic.is_automatic(message) or (list_domain and automatic.is_ours(message, list_domain)):
        return "mail", (Finding(Kind.AUTOMATIC),), ""
    return _odd(message)


def _odd(message: Message) -> tuple[str, tuple[Finding, ...], str]:
    """Reports in no standard's form, by the library that collects them."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:
        # Some of the library's readers stumble over mails that are not what they look for.
        log.info("a report could not be read by its form", exc_info=True)
        temporary, permanent = frozenset(), frozenset()
    findings = [Finding(Kind.SOFT, _address(who), diagnostic="temporary, odd form") for who in temporary]
    findings += [Finding(Kind.HARD, _address(who), diagnostic="permanent, odd form") for who in permanent]
    return ("odd", tuple(findings), "") if findings else ("mail", (Finding(Kind.UNKNOWN),), "")


def _address(found: object) -> str:
    return found.decode("ascii", "replace") if isinstance(found, bytes) else str(found)


def _quoted(message: Message) -> str:
    """The headers of the message reported on, as text: the third part (RFC 6522 §3)."""
    found: list[str] = []
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            decoded = part.get_payload(decode=True)
            found.append(decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else "")
        elif part.get_content_type() in ("message/rfc822", "message/global") and isinstance(payload, list):
            for inner in filter(_is_message, payload):
                found.append("\n".join(f"{name}: {value}" for name, value in inner.items()))
    return "\n".join(found)


def _is_message(part: object) -> TypeGuard[Message]:
    return isinstance(part, Message)


def _cleaned(finding: Finding) -> Finding:
    """Without what a database cannot keep, or a terminal would obey."""
    recipient, diagnostic = _plain(finding.recipient)[:320], _plain(finding.diagnostic)[:500]
    return replace(finding, recipient=recipient, diagnostic=diagnostic)


def _plain(text: object) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in str(text)).strip()


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _unfolded(headers: str, name: str) -> str:
    lines = re.sub(r"\r?\n[ \t]+", " ", headers).splitlines()
    return "\n".join(line for line in lines if line.lower().startswith(f"{name}:"))
