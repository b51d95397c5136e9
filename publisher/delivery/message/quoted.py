"""Quoted-printable with slots: each slot stands on a line of its own between soft line breaks.

So a value may be put in without touching its neighbours, and no line is longer than 76 (RFC 2045 §6.7).
No line begins with a dot: SMTP's dot-stuffing finds nothing to do in what is written here.
"""

import binascii
import html
import re

from publisher.issues.placeholders import ADDRESS, LEAVE

SLOT_WORDS = re.compile(f"({LEAVE}|{ADDRESS})")
VALUE_LINE = 72
LEADING_DOT = re.compile(rb"(?m)^\.")


def encode(text: str) -> list[bytes | str]:
    """`text` in quoted-printable with CRLF line ends, as pieces: bytes, or a slot's word as str."""
    # Line ends are made one kind before anything else looks at them: a lone CR or LF on the wire can
    # smuggle a second message past a careless server (RFC 5321 §2.3.8).
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = SLOT_WORDS.split(text if text.endswith("\n") else text + "\n")
    pieces: list[bytes | str] = []
    for number, part in enumerate(parts):
        if number % 2:
            pieces.append(part)
        elif part:
            starts = b"=\r\n" if number and not part.startswith("\n") else b""
            ends_at_slot = number + 1 < len(parts)
            pieces.append(starts + _run(part, soft_end=ends_at_slot and not part.endswith("\n")))
        elif number and number + 1 < len(parts):
            pieces.append(b"=\r\n")
    return pieces


def _run(text: str, *, soft_end: bool) -> bytes:
    # The extra letter makes the encoder leave room for the soft break that is put in its place.
    encoded = binascii.b2a_qp((text + "x" * soft_end).encode("utf-8"), istext=True)
    while LEADING_DOT.search(encoded):
        encoded = LEADING_DOT.sub(b"=2E=\n", encoded)
    if soft_end:
        encoded = encoded[:-1]
        encoded += b"" if encoded.endswith(b"=\n") else b"=\n"
    return encoded.replace(b"\n", b"\r\n")


def address_value(address: str, *, in_html: bool) -> bytes:
    """A reader's address for a slot: escaped for HTML where it stands there, then quoted-printable."""
    shown = html.escape(address) if in_html else address
    if len(shown) <= VALUE_LINE and shown.isascii() and "=" not in shown and shown[:1] != ".":
        return shown.encode("ascii")
    lines = [b""]
    for octet in shown.encode("utf-8"):
        token = bytes((octet,)) if 33 <= octet <= 126 and octet not in b"=." else b"=%02X" % octet
        if len(lines[-1]) + len(token) > VALUE_LINE:
            lines.append(b"")
        lines[-1] += token
    return b"=\r\n".join(lines)
