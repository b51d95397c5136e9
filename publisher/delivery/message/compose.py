"""Patterns of messages: the headers that mail-and-feeds and providers ask for, and the MIME parts."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from publisher.delivery.message.headers import line, mailbox_line, text_line
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.message.pattern import Pattern, Slot, pattern
from publisher.delivery.message.quoted import encode
from publisher.delivery.message.sealing import sealed
from publisher.issues.placeholders import LEAVE

Pieces = list[bytes | Slot]
SENDER_ID = 15  # Feedback-ID's last field: 5 to 15 characters


@dataclass(frozen=True)
class Sheet:
    """What an edition or a service mail says. `html` empty: plain text only. `date` goes into the header.

    publication and number are of the issue; empty and 0 for a service mail, which is of no list.
    """

    subject: str
    html: str
    text: str
    language: str
    date: datetime
    publication: str = ""
    number: int = 0


def compose(head: Letterhead, sheet: Sheet) -> Pattern:
    """The pattern of everybody's copy of `sheet`, sealed with the letterhead's keys if it has any.

    Raises Unwritable if a header cannot be written.
    """
    return sealed(pattern([*_headers(head, sheet), *_body(sheet)]), head.signers, sheet.date)


def _headers(head: Letterhead, sheet: Sheet) -> Pieces:
    opening = b"".join(
        (
            line("Date", format_datetime(sheet.date).encode("ascii")),
            mailbox_line("From", head.name, head.sender),
            mailbox_line("Reply-To", "", head.reply_to),
        )
    )
    own = [b"To: ", Slot.TO, b"\r\nMessage-ID: <", Slot.MESSAGE_ID, b">\r\n"]
    rest = b"".join(
        (
            text_line("Subject", sheet.subject),
            line("MIME-Version", b"1.0"),
            line("Content-Language", (sheet.language or head.language).encode("ascii")),
            line("Auto-Submitted", b"auto-generated"),
        )
    )
    return [opening, *own, rest, *(_list_headers(head, sheet) if sheet.publication else ())]


def _list_headers(head: Letterhead, sheet: Sheet) -> Pieces:
    """RFC 2369, 2919, 5064, 8058 and the Feedback-ID of Gmail's feedback loop."""
    key, links = sheet.publication, head.links
    before, after = links.leave(LEAVE).encode("ascii").split(LEAVE.encode("ascii"))
    title = head.titles.get(key, key)
    identifier = b"%s.%s" % (key.encode("ascii"), head.list_domain.encode("ascii"))
    feedback = f"{key}:{sheet.number}:{head.forms.get(key, 'digest')}:{_sender_id(head.list_domain)}"
    owner = b"<mailto:%s>" % head.reply_to.encode("ascii")
    return [
        _list_id(title, identifier),
        b"List-Unsubscribe: <" + before,
        Slot.LEAVE,
        after + b">\r\n",
        line("List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"),
        line("List-Help", owner),
        line("List-Owner", owner),
        line("List-Archive", b"<%s>" % links.publication(key).encode("ascii")),
        line("List-Post", b"NO"),
        line("Archived-At", b"<%s>" % links.issue(key, sheet.number).encode("ascii")),
        line("Feedback-ID", feedback.encode("ascii")),
    ]


def _list_id(title: str, identifier: bytes) -> bytes:
    named = mailbox_line("List-Id", title, identifier.decode("ascii"))
    return named if b"<" in named else line("List-Id", b"<%s>" % identifier)


def _sender_id(domain: str) -> str:
    letters = re.sub("[^a-z0-9]", "", domain.lower())
    return (letters + hashlib.sha256(domain.encode()).hexdigest())[: max(5, min(len(letters), SENDER_ID))]


def _body(sheet: Sheet) -> Pieces:
    if not sheet.html:
        return [_part_headers("plain"), b"\r\n", *_slots(sheet.text, Slot.ADDRESS_TEXT)]
    # "=_" cannot occur in quoted-printable, so the boundary is in no part (RFC 2046 §5.1.1).
    boundary = b"=_" + hashlib.sha256((sheet.html + sheet.text).encode()).hexdigest()[:40].encode("ascii")
    return [
        b'Content-Type: multipart/alternative;\r\n boundary="%s"\r\n\r\n' % boundary,
        b"--%s\r\n" % boundary + _part_headers("plain") + b"\r\n",
        *_slots(sheet.text, Slot.ADDRESS_TEXT),
        b"\r\n--%s\r\n" % boundary + _part_headers("html") + b"\r\n",
        *_slots(sheet.html, Slot.ADDRESS_HTML),
        b"\r\n--%s--\r\n" % boundary,
    ]


def _part_headers(subtype: str) -> bytes:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    ).encode("ascii")


def _slots(text: str, address: Slot) -> Pieces:
    return [
        piece if isinstance(piece, bytes) else Slot.LEAVE if piece == LEAVE else address
        for piece in encode(text)
    ]
