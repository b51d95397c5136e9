"""Every door keeps a report until it is durable, and hands over each one."""

import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.delivery.feedback.doors.lmtp import LmtpDoor
from publisher.delivery.feedback.doors.maildir import poll_maildir
from publisher.errors import Refused

LETTER = b"From: mx@example.com\r\nSubject: report\r\n\r\nhello\r\n"


class Listener:
    """Hears, or fails as long as it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, str]] = []
        self.broken = False

    def __call__(self, raw: bytes, came_to: str) -> None:
        if self.broken:
            raise OSError("disk full")
        self.heard.append((raw, came_to))


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_a_maildir_is_emptied_once(maildir: Path, listener: Listener) -> None:
    (maildir / "new" / "1.mx").write_bytes(LETTER)
    assert poll_maildir(maildir, listener) == 1
    assert poll_maildir(maildir, listener) == 0
    assert [path.name for path in (maildir / "cur").iterdir()] == ["1.mx:2,S"]


def test_a_report_that_could_not_be_recorded_stays_new(maildir: Path, listener: Listener) -> None:
    (maildir / "new" / "1.mx").write_bytes(LETTER)
    listener.broken = True
    with pytest.raises(OSError, match="disk full"):
        poll_maildir(maildir, listener)
    listener.broken = False
    assert poll_maildir(maildir, listener) == 1


def test_a_folder_that_is_no_maildir_is_refused(tmp_path: Path, listener: Listener) -> None:
    with pytest.raises(Refused, match="no Maildir"):
        poll_maildir(tmp_path, listener)


@pytest.fixture
def door(listener: Listener) -> Iterator[LmtpDoor]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    opened = LmtpDoor(listener, host="127.0.0.1", port=port)
    opened.start()
    yield opened
    opened.stop()


def test_lmtp_answers_for_each_recipient_apart(door: LmtpDoor, listener: Listener) -> None:
    with smtplib.LMTP("127.0.0.1", door.port) as relay:
        relay.ehlo()
        relay.mail("<>")
        relay.rcpt("bounces+a@westmere.example.org")
        relay.rcpt("bounces+b@westmere.example.org")
        assert relay.data(LETTER)[0] == 250
        assert relay.getreply()[0] == 250
    assert [came_to for _, came_to in listener.heard] == [
        "bounces+a@westmere.example.org",
        "bounces+b@westmere.example.org",
    ]


def test_lmtp_asks_the_relay_to_come_again_when_it_cannot_record(door: LmtpDoor, listener: Listener) -> None:
    listener.broken = True
    with smtplib.LMTP("127.0.0.1", door.port) as relay:
        relay.ehlo()
        relay.mail("<>")
        relay.rcpt("bounces+a@westmere.example.org")
        assert relay.data(LETTER)[0] == 451
