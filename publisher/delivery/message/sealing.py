"""Sealing a pattern: its DKIM signatures are prepared once, so that a copy costs a hash and the key's work.

Canonical forms, folding and the hash of everything before the first slot are the pattern's; per reader
remain the values, what stands behind the first of them, and one operation per key.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.delivery.dkim import Signer, relaxed_body, relaxed_header, relaxed_value
from publisher.delivery.message.pattern import Pattern, Slot

if TYPE_CHECKING:
    from hashlib import _Hash

# RFC 6376 §5.4.1 names the core of these; RFC 8058 §4 asks for both unsubscribe headers. From and Subject
# stand twice, so that a second one added on the way breaks the signature (§8.15). What differs from reader
# to reader comes last, so that little is left to hash.
SIGNED = (
    b"from from subject subject date reply-to mime-version content-type content-transfer-encoding"
    b" content-language list-id list-help list-unsubscribe-post list-subscribe list-owner list-archive"
    b" list-post archived-at feedback-id auto-submitted to message-id list-unsubscribe"
).split()
LINE = 72
MARK = b"\0%d\0"  # no header and no encoded body holds a NUL
MARKS = re.compile(rb"\0(\d)\0")
NEXT_HEADER = re.compile(rb"\r\n(?![ \t])")


@dataclass(frozen=True)
class Prepared:
    """Bytes with slots, of which everything before the first slot has been hashed."""

    begun: "_Hash"
    rest: tuple[bytes | int, ...]

    def hash(self, values: Sequence[bytes]) -> "_Hash":
        """The hash of the whole with `values` in its slots; it may be added to."""
        hashed = self.begun.copy()
        hashed.update(b"".join([part if type(part) is bytes else values[part] for part in self.rest]))  # type: ignore[index] # as in pattern
        return hashed


@dataclass(frozen=True)
class Form:
    """One signer's header, up to the body's hash and up to the signature: as it is sent, and canonical."""

    signer: Signer
    sent: tuple[bytes, bytes]
    canonical: tuple[bytes, bytes]


@dataclass(frozen=True)
class Seal:
    """What signs the copies of one pattern: given the values of its slots, the headers that go above it."""

    headers: Prepared
    body: Prepared
    forms: tuple[Form, ...]

    def __call__(self, values: tuple[bytes, ...]) -> bytes:
        body_hash = base64.b64encode(self.body.hash(values).digest())
        to = values[Slot.TO]
        hashed = self.headers.hash((values[0], relaxed_value(to), *values[2:]))
        made = []
        for form in self.forms:
            own = hashed if form is self.forms[-1] else hashed.copy()
            own.update(form.canonical[0] + body_hash + form.canonical[1])
            value = base64.b64encode(form.signer.sign_digest(own.digest()))
            folded = b"\r\n\t".join([value[at : at + LINE] for at in range(0, len(value), LINE)])
            made += [form.sent[0], body_hash, form.sent[1], folded, b"\r\n"]
        return b"".join(made)


def sealed(made: Pattern, signers: Sequence[Signer], at: datetime) -> Pattern:
    """`made` with a seal of these signers; as it was when there are none. `at`: the signature's `t=`.

    The same values, keys and moment give the same bytes, so that a letter sent again is the same letter.
    """
    if not signers:
        return made
    whole = b"".join(part if isinstance(part, bytes) else MARK % part for part in made.pieces)
    head, _, body = whole.partition(b"\r\n\r\n")
    lines = {line[: line.index(b":")].lower(): line for line in NEXT_HEADER.split(head)}
    names = [name for name in SIGNED if name in lines]
    canonical = b"".join(relaxed_header(lines[name]) + b"\r\n" for name in dict.fromkeys(names))
    forms = tuple(_form(signer, names, int(at.timestamp())) for signer in signers)
    digest = hashlib.sha256(made.digest)
    for form in forms:
        digest.update(b"".join(form.sent) + form.signer.public_key)
    seal = Seal(_prepared(canonical), _prepared(relaxed_body(body)), forms)
    return replace(made, digest=digest.digest(), seal=seal)


def _prepared(marked: bytes) -> Prepared:
    parts = MARKS.split(marked)
    rest = tuple(int(part) if place % 2 else part for place, part in enumerate(parts) if place and part)
    return Prepared(hashlib.sha256(parts[0]), rest)


def _form(signer: Signer, names: Sequence[bytes], stamp: int) -> Form:
    before = (
        f"DKIM-Signature: v=1; a={signer.algorithm}; c=relaxed/relaxed;\r\n"
        f"\td={signer.domain}; s={signer.selector}; t={stamp};\r\n\tbh="
    ).encode("ascii")
    after = b";\r\n\th=" + _folded(names) + b";\r\n\tb="
    ours, _, theirs = relaxed_header(before + b"\0" + after).partition(b"\0")
    return Form(signer, (before, after), (ours, theirs))


def _folded(names: Sequence[bytes]) -> bytes:
    lines = [b""]
    for name in names:
        if len(lines[-1]) + len(name) > LINE:
            lines.append(b"")
        lines[-1] += name + b":"
    return b"\r\n\t".join(lines).rstrip(b":")
