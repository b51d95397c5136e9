"""Header lines, as bytes with their CRLF: words encoded where they must be, addresses and URLs never.

Python's own email package turns a long URL in a List-* header into encoded-words that no mailbox
provider reads, and a non-ASCII domain into an invalid address; hence these few lines.
"""

import base64
import re

LINE = 76  # RFC 2047 §2: a line that holds an encoded-word
ENCODED_BYTES = 39  # as base64 in an encoded-word behind the longest name here: within LINE
SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]")


class Unwritable(Exception):
    """The message cannot be written: a value holds what no header may hold."""


def checked(field: str, value: str) -> str:
    """`value` unchanged. Raises Unwritable if it holds a control character or a line end (RFC 5322 §2.2)."""
    found = CONTROL.search(value)
    if found:
        raise Unwritable(f"{field} holds the control character U+{ord(found.group()):04X}")
    return value


def line(name: str, value: bytes) -> bytes:
    """A header whose value needs no folding: a date, an identifier, a URL."""
    return b"%s: %s\r\n" % (name.encode("ascii"), value)


def text_line(name: str, value: str) -> bytes:
    """An unstructured header such as Subject (RFC 5322 §2.2.1), folded at white space, ≤ 76 characters."""
    checked(name, value)
    return _fold(name, words(value))


def mailbox_line(name: str, display: str, address: str) -> bytes:
    """From, Reply-To or To with one mailbox (RFC 5322 §3.4): display name (may be empty) and address."""
    return _fold(name, mailbox(checked(name, display), address))


def mailbox(display: str, address: str) -> list[bytes]:
    """The words of one mailbox; the address is never encoded, only its domain has been made ASCII."""
    angle = b"<%s>" % address.encode("utf-8")
    if not display.strip():
        return [angle[1:-1]]
    if display.isascii() and "=?" not in display and len(display) < LINE - 12:
        return [_phrase(display).encode("ascii"), angle]
    return [*_encoded(display), angle]


def _phrase(display: str) -> str:
    if not SPECIALS.search(display):
        return display
    return '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'


def words(value: str) -> list[bytes]:
    """`value` as ASCII words, encoded by RFC 2047 where it is not ASCII or could be taken for encoded."""
    plain = value.isascii() and "=?" not in value and all(len(word) < LINE - 20 for word in value.split())
    return value.encode("ascii").split() if plain else _encoded(value)


def _encoded(value: str) -> list[bytes]:
    found, piece = [], b""
    for character in value:
        octets = character.encode("utf-8")
        if len(piece) + len(octets) > ENCODED_BYTES:
            found.append(piece)
            piece = b""
        piece += octets
    return [b"=?utf-8?b?%s?=" % base64.b64encode(octets) for octets in (*found, piece)]


def _fold(name: str, tokens: list[bytes]) -> bytes:
    lines, current = [], name.encode("ascii") + b":"
    for token in tokens:
        if len(current) + 1 + len(token) > LINE and not current.endswith(b":"):
            lines.append(current)
            current = b""
        current += b" " + token
    return b"\r\n".join([*lines, current]) + b"\r\n"
