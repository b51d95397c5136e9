"""A message encoded once, with slots; and the message of one reader, joined from it."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

UNSAFE = re.compile(rb"(?<!\r)\n|\r(?!\n)|\n\.")


class Slot(IntEnum):
    """Where a reader's own text stands; the number is its place among the values."""

    MESSAGE_ID = 0
    TO = 1
    LEAVE = 2
    ADDRESS_HTML = 3
    ADDRESS_TEXT = 4


class Letter(NamedTuple):
    """One message for one recipient, ready for a transport.

    return_path: where reports come back; recipient: the address on the wire (A-labels).
    data: the whole message, bytes ≤ 127 unless `utf8`. Every line ends with CRLF, there is no other CR or LF,
    and no line begins with a dot (`pattern` and `splice` see to it): it can go behind DATA as it is.
    envelope_id: our name for it in a delivery report (RFC 3461 §4.4).
    utf8: it needs a server that offers SMTPUTF8. body_hash: equal if and only if `data` is equal.
    """

    delivery_id: int
    token: int
    return_path: str
    recipient: str
    data: bytes
    envelope_id: str
    utf8: bool
    message_id: str
    body_hash: str


@dataclass(frozen=True)
class Pattern:
    """Pieces of a message: bytes as they go out, or the number of a slot; and a hash of them all.

    seal: makes the signature headers that go above, from the slots' values.
    """

    pieces: tuple[bytes | int, ...]
    digest: bytes
    seal: Callable[[tuple[bytes, ...]], bytes] | None = None

    @property
    def size(self) -> int:
        """Bytes kept."""
        return sum(len(piece) for piece in self.pieces if isinstance(piece, bytes))

    def join(self, values: tuple[bytes, ...]) -> bytes:
        """The message with `values` in its slots, indexed by Slot, signed if there is a seal."""
        parts = [piece if type(piece) is bytes else values[piece] for piece in self.pieces]  # type: ignore[index] # `type is` is quick, and unknown to mypy
        if self.seal is not None:
            parts.insert(0, self.seal(values))
        return b"".join(parts)

    def hash(self, values: tuple[bytes, ...]) -> str:
        """SHA-256 that names the joined bytes: of the pattern's own hash and the values.

        The bytes follow from these alone, so hashing thirty kilobytes per reader would add nothing.
        """
        return hashlib.sha256(self.digest + b"\0".join(values)).hexdigest()


def pattern(pieces: Iterable[bytes | Slot]) -> Pattern:
    """A pattern of `pieces`, neighbouring bytes joined.

    Raises ValueError for a lone CR or LF, or a line that begins with a dot: what a careless server
    could take for the end of the message must not depend on how anything was rendered.
    """
    merged: list[bytes | int] = []
    for piece in pieces:
        if isinstance(piece, bytes) and merged and isinstance(merged[-1], bytes):
            merged[-1] += piece
        else:
            merged.append(piece if isinstance(piece, bytes) else int(piece))
    for part in merged:
        if isinstance(part, bytes) and UNSAFE.search(part):
            raise ValueError("a line of the message begins with a dot or does not end with CRLF")
    digest = hashlib.sha256()
    for part in merged:
        digest.update(b"%d:" % len(part) + part if isinstance(part, bytes) else b"slot %d" % part)
    return Pattern(tuple(merged), digest.digest())
