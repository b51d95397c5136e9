"""Signatures that two independent verifiers accept, and that break when anything is changed."""

import base64
import hashlib
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from publisher.bootstrap import open_signers
from publisher.delivery.dkim import Signer, ed25519_signer, relaxed_body, rsa_signer
from publisher.delivery.message.compose import Sheet, compose
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.message.pattern import Letter
from publisher.delivery.message.splice import Reader, splice
from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from publisher.errors import Refused
from publisher.settings import read_settings
from tests.support.ledgers import HTML, TEXT, letterhead, opened

DOMAIN = "board.example.org"
RSA_KEY = rsa.generate_private_key(65537, 2048)
ED_KEY = ed25519.Ed25519PrivateKey.generate()
Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def pem(key: Key) -> str:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


RSA, ED = rsa_signer(DOMAIN, "r", pem(RSA_KEY)), ed25519_signer(DOMAIN, "e", pem(ED_KEY))


def record(signer: Signer) -> bytes:
    kind = signer.algorithm.removesuffix("-sha256").encode()
    return b"v=DKIM1; k=" + kind + b"; p=" + base64.b64encode(signer.public_key)


RECORDS = {f"{one.selector}._domainkey.{DOMAIN}.".encode(): record(one) for one in (RSA, ED)}


def verified(message: bytes, signature: int = 0) -> bool:
    checker = dkim.DKIM(message)
    return bool(checker.verify(idx=signature, dnsfunc=lambda name, timeout=5: RECORDS[name]))


def head(*signers: Signer) -> Letterhead:
    return replace(letterhead(), signers=signers or (RSA,))


def sheet(now: datetime, **given: str) -> Sheet:
    said = {"subject": "Key messages, September 2026: neglect, and four more", "html": HTML, "text": TEXT}
    return Sheet(**{**said, **given}, language="en-GB", date=now, publication="weekly", number=4)


def letter(made: Sheet, *signers: Signer, **given: str) -> Letter:
    named = {"address": "ada@example.com", "name": "Ada Lovelace", "message_id": "", **given}
    reader = Reader(7, 1, named["address"], named["name"], "3.9", 12, named["message_id"])
    return splice(head(*signers), compose(head(*signers), made), reader)


def test_dkimpy_accepts_both_signatures(now: datetime) -> None:
    message = letter(sheet(now), ED, RSA).data
    assert verified(message, 0)
    assert verified(message, 1)


SAID = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters=" \t\n"))
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" "), max_size=80
)


@given(html=SAID, words=SAID, name=NAMES, number=st.integers(0, 9))
def test_whatever_is_said_and_to_whomever_the_signature_holds(
    html: str, words: str, name: str, number: int
) -> None:
    """Spaces at line ends, empty lines at the end, folded names: all that the relaxed forms are about."""
    made = sheet(
        datetime(2026, 9, 1, 8, 30, tzinfo=UTC), html=html and html + HTML, text=words + TEXT * (number % 2)
    )
    message = letter(made, name=name, address=f"ada{number}@example.com").data
    assert verified(message)
    assert (
        b"bh=" + base64.b64encode(hashlib.sha256(relaxed_body(message.partition(b"\r\n\r\n")[2])).digest())
        in message
    )


def test_every_header_that_leads_out_of_the_list_is_signed(now: datetime) -> None:
    signature = letter(sheet(now)).data.partition(b"\tb=")[0]
    names = signature.partition(b"\th=")[2].replace(b"\r\n\t", b"").rstrip(b"; \r\n").split(b":")
    assert {b"list-unsubscribe", b"list-unsubscribe-post", b"list-id", b"to", b"message-id", b"date"} <= set(
        names
    )
    assert names.count(b"from") == names.count(b"subject") == 2


@pytest.mark.parametrize(
    "name",
    [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe", b"List-Unsubscribe-Post"],
)
def test_a_changed_header_breaks_the_signature(name: bytes, now: datetime) -> None:
    message = letter(sheet(now)).data
    changed = message.replace(b"\r\n" + name + b": ", b"\r\n" + name + b": x", 1)
    assert changed != message
    assert not verified(changed)


@pytest.mark.parametrize("name", [b"From", b"Subject"])
def test_a_second_from_or_subject_breaks_the_signature(name: bytes, now: datetime) -> None:
    assert not verified(name + b": someone@example.com\r\n" + letter(sheet(now)).data)


def opendkim(message: bytes, folder: Path) -> str:
    """What the library behind most mail servers' checks says, with the key from a file in place of DNS."""
    (folder / "keys").write_text(f"r._domainkey.{DOMAIN} {record(RSA).decode()}\n")
    (folder / "conf").write_text(f"TestPublicKeys {folder / 'keys'}\nMode v\n")
    (folder / "message").write_bytes(message)
    answer = subprocess.run(
        ["opendkim", "-x", str(folder / "conf"), "-t", str(folder / "message")],
        capture_output=True,
        text=True,
        check=False,
    )
    said = answer.stdout + answer.stderr
    assert answer.returncode == 0, said
    return said


def test_opendkim_accepts_the_signature(now: datetime, tmp_path: Path) -> None:
    said = opendkim(letter(sheet(now)).data, tmp_path)
    assert f"verification (s=r, d={DOMAIN}, 2048-bit key) succeeded" in said


def test_every_line_of_the_header_is_short(now: datetime) -> None:
    message = letter(sheet(now), ED, RSA).data
    assert max(map(len, message.partition(b"\r\nDate: ")[0].split(b"\r\n"))) <= 80


def test_everything_in_the_outbox_is_signed_and_a_resend_is_the_same_to_the_byte(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    opened(engine, 3, now)
    first, second = Outbox(tmp_path / "first"), Outbox(tmp_path / "second")
    post(engine, first, head(), now=lambda: now)
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE delivery SET state = 'queued', settled_at = NULL")
    post(engine, second, head(), now=lambda: now.replace(hour=23))
    letters = sorted(path.name for path in first.folder.glob("*.eml"))
    assert len(letters) == 3
    for name in letters:
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes()
        assert verified((first.folder / name).read_bytes().partition(b"\r\n")[2])


def test_the_hash_that_names_a_letter_changes_with_the_key(now: datetime) -> None:
    other = rsa_signer(DOMAIN, "r", pem(rsa.generate_private_key(65537, 2048)))
    assert letter(sheet(now), RSA).body_hash == letter(sheet(now), RSA).body_hash
    assert letter(sheet(now), RSA).body_hash != letter(sheet(now), other).body_hash


def test_a_short_or_strange_key_is_refused() -> None:
    short = pem(rsa.generate_private_key(65537, 1024))  # noqa: S505 - the fault itself
    with pytest.raises(Refused, match="2048"):
        rsa_signer(DOMAIN, "r", short)
    with pytest.raises(Refused, match="PUBLISHER_DKIM_KEY"):
        rsa_signer(DOMAIN, "r", "no key")


def test_the_settings_name_one_key_or_two() -> None:
    given = {
        "PUBLISHER_DKIM_DOMAIN": DOMAIN,
        "PUBLISHER_DKIM_SELECTOR": "r",
        "PUBLISHER_DKIM_KEY": pem(RSA_KEY),
    }
    assert open_signers(read_settings({})) == ()
    assert open_signers(read_settings(given)) == (RSA,)
    given |= {"PUBLISHER_DKIM_ED25519_SELECTOR": "e", "PUBLISHER_DKIM_ED25519_KEY": pem(ED_KEY)}
    assert open_signers(read_settings(given)) == (RSA, ED)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"DKIM_DOMAIN": DOMAIN}, "PUBLISHER_DKIM_SELECTOR"),
        ({"DKIM_DOMAIN": DOMAIN, "DKIM_SELECTOR": "r"}, "PUBLISHER_DKIM_KEY"),
        ({"DKIM_KEY": pem(RSA_KEY), "DKIM_SELECTOR": "r"}, "PUBLISHER_DKIM_DOMAIN"),
        ({"DKIM_DOMAIN": DOMAIN, "DKIM_ED25519_KEY": pem(ED_KEY), "DKIM_ED25519_SELECTOR": "e"}, "alone"),
        (
            {"DKIM_DOMAIN": "no domain", "DKIM_SELECTOR": "r", "DKIM_KEY": pem(RSA_KEY)},
            "'no domain' is no domain",
        ),
        ({"DKIM_DOMAIN": DOMAIN, "DKIM_SELECTOR": "r;", "DKIM_KEY": pem(RSA_KEY)}, "'r;' is no selector"),
    ],
)
def test_half_a_configuration_is_refused_by_name(given: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        open_signers(read_settings({f"PUBLISHER_{name}": value for name, value in given.items()}))
