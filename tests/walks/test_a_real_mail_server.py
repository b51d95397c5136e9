"""A digest through a real Postfix, with TLS and AUTH; and the report that comes back for a dead address."""

import shutil
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from benchmarks.sink import smtp_sink
from publisher.delivery.feedback.doors.polling import poll
from publisher.delivery.feedback.hearing import hear
from publisher.delivery.feedback.reading import read_report
from publisher.delivery.message.letterhead import letterhead
from publisher.delivery.post import post
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import read_relays
from publisher.runs.run import all_runs
from publisher.store.tables import delivery
from publisher.web.app import create
from subscribers.tables import subscriber, subscription
from tests.support.newsroom import Newsroom, newsroom
from tests.support.postfix import PASSWORD, USER, MailServer, mail_server

pytestmark = [
    pytest.mark.postfix,
    pytest.mark.skipif(shutil.which("postfix") is None, reason="no Postfix here: `make test` installs it"),
]


def refusing() -> AbstractContextManager[int]:
    """A server that knows nobody; its port."""
    return smtp_sink("-f", "RCPT", "-B", "550 5.1.1 nobody of that name")


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with refusing() as port, mail_server(refusing=port) as running:
        yield running


def relay_url(server: MailServer, password: str = PASSWORD) -> str:
    quoted = password.replace(" ", "%20")
    return f"smtp+starttls://{USER}:{quoted}@localhost:{server.port}?ca={server.authority}"


def send(room: Newsroom, url: str) -> None:
    with closing(SmtpTransport(read_relays(url), name="localhost")) as transport:
        post(room.engine, transport, letterhead(room.press.schedule, room.press.links), now=lambda: room.now)


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    """A digest that is due now, for a reader who is there and one who is not."""
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.reader("bob", "weekly")
    with engine.begin() as conn:
        gone = "bob@refused.example.com"
        conn.execute(
            subscriber.update().where(subscriber.c.name == "Bob").values(address=gone, address_key=gone)
        )
    room.release("for-all")
    room.go_to("2026-09-03 07:30")
    return room


def test_a_digest_arrives_whole_and_a_dead_address_is_written_to_no_more(
    room: Newsroom, server: MailServer
) -> None:
    before = len(server.mails())
    send(room, relay_url(server))
    arrived = server.letters(before + 2)[before:]
    [raw] = [letter for letter in arrived if b"Delivered-To: ada@example.org" in letter]
    assert b"\nList-Unsubscribe: <https://" in raw
    assert b"\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in raw
    assert b"with ESMTPSA" in raw
    assert message_from_bytes(raw).get_content_type() == "multipart/alternative"

    links, heard = room.press.links, []

    def take(report: bytes, came_to: str) -> None:
        with room.engine.begin() as conn:
            heard.extend(hear(conn, links, read_report(report, came_to=came_to), now=room.now))

    url = f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{server.imap_port}/INBOX"
    assert poll(url, take, tls=ssl.create_default_context()) >= 2
    assert poll(url, take, tls=ssl.create_default_context()) == 0
    assert [one.kind for one in heard if one.delivery_id] == ["hard"]
    with room.engine.connect() as conn:
        states = select(subscriber.c.name, subscription.c.state).join_from(subscriber, subscription)
        assert {row.name: row.state for row in conn.execute(states)} == {"Ada": "active", "Bob": "ended"}


def test_the_one_click_address_of_a_delivered_mail_ends_the_subscription(
    room: Newsroom, server: MailServer
) -> None:
    before = len(server.mails())
    send(room, relay_url(server))
    mails = server.mails(before + 1)[before:]
    mail = next(mail for mail in mails if mail["Delivered-To"] == "ada@example.org")
    address = mail["List-Unsubscribe"].strip("<> ")
    site = create(
        room.engine,
        room.press.schedule,
        room.press.links,
        room.press.templates,
        outbox=None,
        now=lambda: room.now,
    )
    base = room.press.links.base_url
    with TestClient(site, base_url=base, follow_redirects=False) as client:
        assert client.get(address).status_code == 200
        assert state_of(room, "Ada") == "active"
        assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert state_of(room, "Ada") == "ended"


def test_a_wrong_password_stops_the_lane_and_blames_nobody(room: Newsroom, server: MailServer) -> None:
    send(room, relay_url(server, password="wrong"))
    with room.engine.connect() as conn:
        assert set(conn.scalars(select(delivery.c.state))) == {"queued"}
        assert [run.state for run in all_runs(conn, publication="weekly", states=("sending",))] == ["sending"]


def state_of(room: Newsroom, name: str) -> str | None:
    with room.engine.connect() as conn:
        return conn.scalar(
            select(subscription.c.state).join_from(subscriber, subscription).where(subscriber.c.name == name)
        )
