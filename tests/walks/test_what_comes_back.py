"""Signed mail through a real Postfix, and what comes back to our own door: a report and a complaint."""

import shutil
import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import EmailMessage, MIMEPart
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import Engine, select

from benchmarks.ports import free_port
from publisher.clock.reports import reports
from publisher.delivery.dkim import rsa_signer
from publisher.delivery.message.letterhead import letterhead
from publisher.delivery.post import post
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import read_relays
from publisher.store.tables import event
from subscribers.tables import subscriber, subscription
from tests.publisher.delivery.test_dkim import pem, record
from tests.support.newsroom import Newsroom, newsroom
from tests.support.postfix import MailServer, mail_server
from tests.walks.test_a_real_mail_server import refusing, relay_url

pytestmark = [
    pytest.mark.postfix,
    pytest.mark.skipif(shutil.which("postfix") is None, reason="no Postfix here: `make test` installs it"),
]

SIGNER = rsa_signer("board.example.org", "pub2026", pem(rsa.generate_private_key(65537, 2048)))
DOOR = free_port()


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with refusing() as port, mail_server(refusing=port, lmtp=DOOR) as running:
        yield running


@pytest.fixture
def room(engine: Engine, tmp_path: Path, server: MailServer) -> Iterator[Newsroom]:
    """A digest that is due, for a reader who is there and one who is not; and the door stands open."""
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.reader("bob", "weekly")
    gone = "bob@refused.example.com"
    with engine.begin() as conn:
        conn.execute(
            subscriber.update().where(subscriber.c.name == "Bob").values(address=gone, address_key=gone)
        )
    room.release("for-all")
    room.go_to("2026-09-03 07:30")
    with reports(engine, room.press, f"lmtp://127.0.0.1:{DOOR}", now=lambda: room.now):
        yield room
        eventually(lambda: server.idle)


def send(room: Newsroom, server: MailServer) -> bytes:
    """Post the digest, signed; Ada's copy as it arrived."""
    before = len(server.mails())
    head = letterhead(room.press.schedule, room.press.links, "returns.example.org", (SIGNER,))
    with closing(SmtpTransport(read_relays(relay_url(server)), name="localhost")) as transport:
        post(room.engine, transport, head, now=lambda: room.now)
    eventually(lambda: len(server.mails()) > before)
    [arrived] = [raw for raw in server.letters()[before:] if b"Delivered-To: ada@example.org" in raw]
    return arrived


def eventually(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def living(room: Newsroom) -> set[str]:
    wanted = select(subscriber.c.name).join_from(subscriber, subscription)
    with room.engine.connect() as conn:
        return set(conn.scalars(wanted.where(subscription.c.state == "active")))


def complaint(about: bytes) -> EmailMessage:
    """What a provider sends when a reader presses the spam button, the reader's address blacked out."""
    made = EmailMessage()
    made["From"], made["Subject"] = "feedback@example.com", "Complaint"
    made["To"] = "bounces@returns.example.org"
    made["Message-ID"] = "<complaint-1@example.com>"
    made.set_type("multipart/report")
    made.set_param("report-type", "feedback-report")
    fields, quoted = MIMEPart(), MIMEPart()
    fields.set_content("Feedback-Type: abuse\nUser-Agent: Example/1\nVersion: 1\n")
    fields.set_type("message/feedback-report")
    quoted.set_content(
        about.partition(b"\n\n")[0].replace(b"ada@example.org", b"redacted@example.org").decode()
    )
    quoted.set_type("text/rfc822-headers")
    made.set_payload([fields, quoted])
    return made


def test_a_signature_outlives_the_way_and_a_report_finds_our_door(room: Newsroom, server: MailServer) -> None:
    arrived = send(room, server)
    assert dkim.verify(arrived.replace(b"\n", b"\r\n"), dnsfunc=lambda *_, **__: record(SIGNER))
    assert b"Return-Path: <bounces+" in arrived
    eventually(lambda: living(room) == {"Ada"})
    with room.engine.connect() as conn:
        assert conn.execute(select(event.c.source, event.c.kind, event.c.code)).all() == [
            ("dsn", "hard", "5.1.1")
        ]


def test_a_complaint_ends_the_subscription_at_once(room: Newsroom, server: MailServer) -> None:
    arrived = send(room, server)
    with smtplib.SMTP("127.0.0.1", server.port) as provider:
        provider.send_message(complaint(arrived), "feedback@example.com", ["bounces@returns.example.org"])
    eventually(lambda: "Ada" not in living(room))
    with room.engine.connect() as conn:
        assert ("arf", "complaint") in {
            (row.source, row.kind) for row in conn.execute(select(event.c.source, event.c.kind))
        }
