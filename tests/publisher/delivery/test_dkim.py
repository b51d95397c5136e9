"""Signatures that two independent verifiers accept, and that break when anything is changed."""

import base64
import hashlib
import subprocess
from datetime import datetime
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from publisher.delivery.dkim import (
    Signer,
    ed25519_signer,
    relaxed_body,
    rsa_signer,
    signature_header,
)
from publisher.errors import Refused

HEADERS = [
    b"From: Westmere Safeguarding Partnership <news@westmere.example.org>\r\n",
    b"To: ada@example.com\r\n",
    b"Subject: =?utf-8?q?Key_messages=2C_September_2026=2C?=\r\n =?utf-8?q?_no=2E_4?=\r\n",
    b"Date: Tue, 01 Sep 2026 08:30:00 +0000\r\n",
    b"Message-ID: <abc@westmere.example.org>\r\n",
    b"MIME-Version: 1.0\r\n",
    b"Content-Type: text/plain; charset=utf-8\r\n",
    b"List-Unsubscribe: <https://westmere.example.org/leave/abc>\r\n",
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
    b"X-Loose: is not signed\r\n",
]
BODY = b"Dear reader,\r\n\r\ntwo  spaces,\ta tab and an end with space \r\n.\r\nbye\r\n"


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def ed_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def record(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        raw = key.public_key().public_bytes_raw()
        return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(raw)
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


def signed(signers: list[Signer], now: datetime) -> bytes:
    digest = hashlib.sha256(relaxed_body(BODY)).digest()
    made = b"".join(signature_header(signer, HEADERS, digest, now) for signer in signers)
    return made + b"".join(HEADERS) + b"\r\n" + BODY


def test_dkimpy_accepts_both_signatures(
    rsa_key: rsa.RSAPrivateKey, ed_key: ed25519.Ed25519PrivateKey, now: datetime
) -> None:
    records = {
        b"r._domainkey.westmere.example.org.": record(rsa_key),
        b"e._domainkey.westmere.example.org.": record(ed_key),
    }
    both = [
        ed25519_signer("westmere.example.org", "e", pem(ed_key)),
        rsa_signer("westmere.example.org", "r", pem(rsa_key)),
    ]
    checker = dkim.DKIM(signed(both, now))
    assert checker.verify(idx=0, dnsfunc=lambda name, timeout=5: records[name])
    assert checker.verify(idx=1, dnsfunc=lambda name, timeout=5: records[name])


@pytest.mark.parametrize(
    "name",
    [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe", b"List-Unsubscribe-Post"],
)
def test_a_changed_header_breaks_the_signature(
    name: bytes, rsa_key: rsa.RSAPrivateKey, now: datetime
) -> None:
    message = signed([rsa_signer("westmere.example.org", "r", pem(rsa_key))], now)
    changed = message.replace(b"\r\n" + name + b": ", b"\r\n" + name + b": x", 1)
    assert changed != message
    assert not dkim.DKIM(changed).verify(dnsfunc=lambda *_, **__: record(rsa_key))


@pytest.mark.parametrize("name", [b"From", b"Subject"])
def test_a_second_from_or_subject_breaks_the_signature(
    name: bytes, rsa_key: rsa.RSAPrivateKey, now: datetime
) -> None:
    message = signed([rsa_signer("westmere.example.org", "r", pem(rsa_key))], now)
    added = name + b": someone@example.com\r\n" + message
    assert not dkim.DKIM(added).verify(dnsfunc=lambda *_, **__: record(rsa_key))


def test_opendkim_accepts_the_signature(rsa_key: rsa.RSAPrivateKey, now: datetime, tmp_path: Path) -> None:
    """The library behind most mail servers' checks, with the key from a file in place of DNS."""
    message = signed([rsa_signer("westmere.example.org", "r", pem(rsa_key))], now)
    key = record(rsa_key).decode()
    (tmp_path / "keys").write_text(f"r._domainkey.westmere.example.org {key}\n")
    (tmp_path / "conf").write_text(f"TestPublicKeys {tmp_path / 'keys'}\nMode v\n")
    (tmp_path / "message").write_bytes(message)
    answer = subprocess.run(
        ["opendkim", "-x", str(tmp_path / "conf"), "-t", str(tmp_path / "message")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert (
        "verification (s=r, d=westmere.example.org, 2048-bit key) succeeded" in answer.stdout + answer.stderr
    )


def test_every_line_of_the_header_is_short(rsa_key: rsa.RSAPrivateKey, now: datetime) -> None:
    message = signed([rsa_signer("westmere.example.org", "r", pem(rsa_key))], now)
    assert max(map(len, message.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 80


def test_a_short_or_strange_key_is_refused() -> None:
    short = pem(rsa.generate_private_key(65537, 1024))  # noqa: S505 - the fault itself
    with pytest.raises(Refused, match="2048"):
        rsa_signer("westmere.example.org", "r", short)
    with pytest.raises(Refused, match="PUBLISHER_DKIM_KEY"):
        rsa_signer("westmere.example.org", "r", "no key")
