"""DKIM signatures (RFC 6376, 8301, 8463): relaxed/relaxed, no l=; RSA, and Ed25519 beside it if wished."""

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from publisher.errors import refuse

# RFC 6376 §5.4.1 names the core of these; RFC 8058 §4 asks for both unsubscribe headers. From and Subject
# stand twice, so that a second one added on the way breaks the signature (§8.15).
SIGNED = (
    b"from from to subject subject date message-id reply-to mime-version content-type"
    b" content-transfer-encoding content-language list-id list-help list-unsubscribe list-unsubscribe-post"
    b" list-subscribe list-owner list-archive list-post archived-at feedback-id auto-submitted"
).split()
SMALLEST_RSA = 2048
LINE = 72

_SPACES = re.compile(rb"[ \t]+")
_SPACES_AT_END = re.compile(rb"[ \t]+(?=\r\n)")


@dataclass(frozen=True)
class Signer:
    """One key: `d=` domain, `s=` selector, `a=` algorithm, and the act of signing a SHA-256 digest."""

    domain: str
    selector: str
    algorithm: str
    sign_digest: Callable[[bytes], bytes]


def rsa_signer(domain: str, selector: str, pem: str) -> Signer:
    """An rsa-sha256 signer. Raises Refused for an unreadable key or one under 2048 bits (RFC 8301 §3.2)."""
    key = _read_key(pem, "PUBLISHER_DKIM_KEY")
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST_RSA:
        raise refuse(
            "the DKIM key is no RSA key of at least 2048 bits",
            where="PUBLISHER_DKIM_KEY",
            mend="make one with: openssl genrsa 2048",
        )
    prehashed = Prehashed(hashes.SHA256())
    return Signer(
        domain, selector, "rsa-sha256", lambda digest: key.sign(digest, padding.PKCS1v15(), prehashed)
    )


def ed25519_signer(domain: str, selector: str, pem: str) -> Signer:
    """An ed25519-sha256 signer (RFC 8463 §3: the digest itself is the signed message)."""
    key = _read_key(pem, "PUBLISHER_DKIM_ED25519_KEY")
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise refuse(
            "the second DKIM key is no Ed25519 key",
            where="PUBLISHER_DKIM_ED25519_KEY",
            mend="make one with: openssl genpkey -algorithm ed25519",
        )
    return Signer(domain, selector, "ed25519-sha256", key.sign)


def relaxed_body(body: bytes) -> bytes:
    """A body, or a piece of one that ends at a line's end or at a slot, by RFC 6376 §3.4.4.

    Empty lines at the very end of a body are the caller's to leave out.
    """
    return _SPACES_AT_END.sub(b"", _SPACES.sub(b" ", body))


def signature_header(signer: Signer, headers: Sequence[bytes], body_sha256: bytes, at: datetime) -> bytes:
    """The DKIM-Signature header with its CRLF.

    headers: the message's raw header lines, each folded as sent and ended by CRLF.
    body_sha256: digest of the body by `relaxed_body`. at: becomes `t=`.
    """
    lines = {line[: line.index(b":")].lower(): line for line in headers}
    names = [name for name in SIGNED if name in lines]
    template = _template(signer, tuple(names), base64.b64encode(body_sha256), int(at.timestamp()))
    hashed = hashlib.sha256()
    for name in dict.fromkeys(names):
        hashed.update(relaxed_header(lines[name]) + b"\r\n")
    hashed.update(relaxed_header(template))
    value = base64.b64encode(signer.sign_digest(hashed.digest()))
    folded = b"\r\n\t".join(value[place : place + LINE] for place in range(0, len(value), LINE))
    return template + folded + b"\r\n"


@lru_cache(maxsize=512)
def relaxed_header(line: bytes) -> bytes:
    """One header by RFC 6376 §3.4.2, without CRLF. Remembered: most of a run's headers are the same."""
    name, _, value = line.partition(b":")
    return name.strip().lower() + b":" + _SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip()


def _template(signer: Signer, names: tuple[bytes, ...], body_hash: bytes, stamp: int) -> bytes:
    return (
        f"DKIM-Signature: v=1; a={signer.algorithm}; c=relaxed/relaxed;\r\n"
        f"\td={signer.domain}; s={signer.selector}; t={stamp};\r\n\tbh=".encode()
        + body_hash
        + b";\r\n\th="
        + _folded_names(names)
        + b";\r\n\tb="
    )


@lru_cache(maxsize=64)
def _folded_names(names: tuple[bytes, ...]) -> bytes:
    lines: list[bytes] = [b""]
    for name in names:
        if len(lines[-1]) + len(name) > LINE:
            lines.append(b"")
        lines[-1] += name + b":"
    return b"\r\n\t".join(lines).rstrip(b":")


def _read_key(pem: str, setting: str) -> object:
    try:
        return serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise refuse(
            "the private key cannot be read", where=setting, mend="give it as PEM, without a pass phrase"
        ) from error
