"""Verified TLS or nothing; no password in the clear; what a relay does not offer is not used."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from publisher.delivery.transports.smtp.relay import Relay, read_relays
from publisher.errors import Refused
from tests.publisher.delivery.conftest import Postroom, context
from tests.support.ledgers import opened
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick

PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_goes_over_verified_tls_and_signs_in(
    security: str, authority: tuple[trustme.CA, str], postroom: Postroom, tmp_path: Path
) -> None:
    opened(postroom.engine, 40)
    tls = context(authority[0].issue_cert("127.0.0.1"))
    with Sink(tmp_path, tls=tls, implicit=security == "tls") as sink:
        postroom.post(
            sink, security=security, ca=authority[1], user="board", password="s3cret-canary", sessions=3
        )
        assert reconcile(postroom.engine, sink.log).none
        in_clear = [line for line in sink.lines if line.startswith("clear")]
        assert all(line.split()[1] in ("ehlo", "EHLO", "STARTTLS") for line in in_clear)
        assert any(line.startswith("AUTH") for line in sink.lines)
    assert postroom.states() == {"accepted": 40}


def self_signed() -> ssl.SSLContext:
    """A server whose certificate nobody vouches for but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = made.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return context(trustme.LeafCert(secret, signed, []))


CERTIFICATES: dict[str, Callable[[trustme.CA], ssl.SSLContext]] = {
    "expired": lambda ca: context(ca.issue_cert("127.0.0.1", not_before=PAST, not_after=PAST)),
    "of another name": lambda ca: context(ca.issue_cert("other.example.org")),
    "signed by itself": lambda ca: self_signed(),
    "of a strange authority": lambda ca: context(trustme.CA().issue_cert("127.0.0.1")),
}


@pytest.mark.parametrize("which", CERTIFICATES)
def test_a_certificate_that_is_not_right_sends_nothing_and_says_why(
    which: str,
    authority: tuple[trustme.CA, str],
    postroom: Postroom,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    opened(postroom.engine, 3)
    with Sink(tmp_path, tls=CERTIFICATES[which](authority[0])) as sink:
        postroom.post(sink, security="starttls", ca=authority[1])
        assert not sink.log and sink.met["mail"] == 0
    assert postroom.states() == {"queued": 3} and "certificate" in caplog.text


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_relay_that_knows_only_tls_1_0_gets_nothing(
    security: str,
    authority: tuple[trustme.CA, str],
    postroom: Postroom,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    opened(postroom.engine, 3)
    old = context(authority[0].issue_cert("127.0.0.1"))
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1
    with Sink(tmp_path, tls=old, implicit=security == "tls") as sink:
        postroom.post(sink, security=security, ca=authority[1], user="board", password="s3cret-canary")
        assert not sink.log and sink.met["auth"] == sink.met["mail"] == 0
    assert postroom.states() == {"queued": 3} and "SSL" in caplog.text


def test_what_is_said_in_the_clear_before_tls_begins_is_not_believed(
    authority: tuple[trustme.CA, str], postroom: Postroom, tmp_path: Path
) -> None:
    opened(postroom.engine, 3)
    injected = "220 Ready\r\n250-sink.example.org\r\n250 SIZE 1\r\n535 5.7.8 no"
    tls = context(authority[0].issue_cert("127.0.0.1"))
    with Sink(tmp_path, [Trick("starttls", "garbage", injected)], tls=tls) as sink:
        postroom.post(sink, security="starttls", ca=authority[1], user="board", password="s3cret-canary")
        assert reconcile(postroom.engine, sink.log).none
    assert postroom.states() == {"accepted": 3}


@pytest.mark.parametrize("how", ["not offered", "refused"])
def test_without_starttls_nothing_is_said_in_the_clear(
    how: str,
    authority: tuple[trustme.CA, str],
    postroom: Postroom,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    opened(postroom.engine, 3)
    tls = context(authority[0].issue_cert("127.0.0.1")) if how == "refused" else None
    with Sink(tmp_path, [Trick("starttls", "reply", "454 4.7.0 not now")], tls=tls) as sink:
        postroom.post(sink, security="starttls", ca=authority[1], user="board", password="s3cret-canary")
        assert {line.split()[1].upper() for line in sink.lines} <= {"EHLO", "STARTTLS", "QUIT"}
    assert postroom.states() == {"queued": 3} and "s3cret" not in caplog.text


def test_a_wrong_password_stops_the_lane_at_once_and_names_the_setting(
    authority: tuple[trustme.CA, str], postroom: Postroom, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened(postroom.engine, 10)
    tls = context(authority[0].issue_cert("127.0.0.1"))
    with Sink(tmp_path, [Trick("auth", "reply", "535 5.7.8 no")], tls=tls, implicit=True) as sink:
        tally = postroom.post(sink, security="tls", ca=authority[1], user="board", password="s3cret-canary")
        assert sink.connections == 1
    assert postroom.states() == {"queued": 10} and tally.rejected == 0
    assert "PUBLISHER_SMTP_URL" in caplog.text and "s3cret" not in caplog.text


def test_an_address_beyond_ascii_needs_a_relay_that_takes_it(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 2)
    with postroom.engine.begin() as conn:
        conn.execute(text("UPDATE subscriber SET address = 'jürgen@exämple.org' WHERE id = 1"))
        conn.execute(text("UPDATE subscriber SET address = 'anna@exämple.org' WHERE id = 2"))
    with Sink(tmp_path, extensions=("PIPELINING",)) as sink:
        postroom.post(sink)
        assert [truth.recipient for truth in sink.log] == ["anna@xn--exmple-cua.org"]
        assert not any(truth.high for truth in sink.log)
    assert postroom.states() == {"accepted": 1, "rejected": 1} and "SMTPUTF8" in postroom.texts()


def test_one_word_servers_get_plain_smtp(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 3)
    with Sink(tmp_path, [Trick("ehlo", "reply", "502 5.5.1 what", nth=1)], extensions=()) as sink:
        postroom.post(sink)
        assert any(line.upper().startswith("CLEAR HELO") for line in sink.lines)
    assert postroom.states() == {"accepted": 3}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("smtp://u:p4ssw0rd@mail.example.org", "in the clear"),
        ("http://mail.example.org", "no way to speak"),
        ("smtp://", "no host"),
        ("smtp://mail.example.org:port", "no number"),
        ("smtp://mail.example.org?colour=red", "'colour'"),
        ("smtp://mail.example.org?sessions=0", "sessions cannot be"),
    ],
)
def test_a_relay_s_url_is_read_or_refused_without_its_password(url: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        read_relays(url)
    assert "p4ssw0rd" not in str(refused.value)


def test_relays_are_read_with_their_properties() -> None:
    one, two = read_relays("smtps://a:b%40c@one.example.org?weight=3&sessions=5 smtp://127.0.0.1:2525")
    assert (one.port, one.password, one.weight, one.sessions) == (465, "b@c", 3.0, 5)
    assert two == Relay("127.0.0.1", 2525) and "b@c" not in repr(one)
