"""DKIM (RFC 6376, 8301, 8463): who signs with which key, and the two relaxed canonical forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from publisher.errors import refuse

SMALLEST_RSA = 2048
DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
SELECTOR = re.compile(r"(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")

_SPACES = re.compile(rb"[ \t]+")
_SPACES_AT_END = re.compile(rb"[ \t]+(?=\r\n)")


@dataclass(frozen=True)
class Signer:
    """One key: `d=` domain, `s=` selector, `a=` algorithm, and the act of signing a SHA-256 digest.

    public_key: what the selector's record must hold in `p=`, before base64.
    """

    domain: str
    selector: str
    algorithm: str
    public_key: bytes
    sign_digest: Callable[[bytes], bytes] = field(repr=False, compare=False)


def rsa_signer(domain: str, selector: str, pem: str) -> Signer:
    """An rsa-sha256 signer. Raises Refused for an unreadable key or one under 2048 bits (RFC 8301 §3.2)."""
    _check_names(domain, selector, "PUBLISHER_DKIM_SELECTOR")
    key = _read_key(pem, "PUBLISHER_DKIM_KEY")
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST_RSA:
        raise refuse(
            "the DKIM key is no RSA key of at least 2048 bits",
            where="PUBLISHER_DKIM_KEY",
            mend="make one with: openssl genrsa 2048",
        )
    prehashed, padded = Prehashed(hashes.SHA256()), padding.PKCS1v15()
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return Signer(domain, selector, "rsa-sha256", public, lambda digest: key.sign(digest, padded, prehashed))


def ed25519_signer(domain: str, selector: str, pem: str) -> Signer:
    """An ed25519-sha256 signer (RFC 8463 §3: the digest itself is the signed message)."""
    _check_names(domain, selector, "PUBLISHER_DKIM_ED25519_SELECTOR")
    key = _read_key(pem, "PUBLISHER_DKIM_ED25519_KEY")
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise refuse(
            "the second DKIM key is no Ed25519 key",
            where="PUBLISHER_DKIM_ED25519_KEY",
            mend="make one with: openssl genpkey -algorithm ed25519",
        )
    return Signer(domain, selector, "ed25519-sha256", key.public_key().public_bytes_raw(), key.sign)


def relaxed_body(body: bytes) -> bytes:
    """A body by RFC 6376 §3.4.4: runs of spaces are one, none ends a line, no empty lines end it."""
    kept = _SPACES_AT_END.sub(b"", _SPACES.sub(b" ", body)).rstrip(b"\r\n")
    return kept + b"\r\n" if kept else b""


def relaxed_header(line: bytes) -> bytes:
    """One header by RFC 6376 §3.4.2, without CRLF."""
    name, _, value = line.partition(b":")
    return name.strip().lower() + b":" + relaxed_value(value)


def relaxed_value(value: bytes) -> bytes:
    """A header's value unfolded, its runs of spaces one space, none around it."""
    return _SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip(b" \t")


def _check_names(domain: str, selector: str, setting: str) -> None:
    if not DOMAIN.fullmatch(domain):
        raise refuse(
            f"'{domain}' is no domain that can sign",
            where="PUBLISHER_DKIM_DOMAIN",
            mend="give the domain of the sender's address, in small letters: westmere.example.org",
        )
    if not SELECTOR.fullmatch(selector):
        raise refuse(
            f"'{selector}' is no selector",
            where=setting,
            mend="use small letters, digits and hyphens, such as pub2026",
        )


def _read_key(pem: str, setting: str) -> object:
    try:
        return serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise refuse(
            "the private key cannot be read", where=setting, mend="give it as PEM, without a pass phrase"
        ) from error
