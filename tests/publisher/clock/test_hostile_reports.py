"""Reports made to break their parser: each is set aside for a person, and the others are heard."""

import smtplib
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from benchmarks.ports import free_port
from publisher.clock.reports import Ear, Mailbox
from publisher.confine import Limits
from publisher.confine.starting import Child, start
from publisher.delivery.feedback.apart import Reader
from publisher.delivery.feedback.doors.lmtp import LmtpDoor
from publisher.delivery.feedback.report import Kind
from publisher.jobs import hear_back
from publisher.store.tables import event
from tests.publisher.clock.test_reports import living, report, told
from tests.support import databases, hostile_reports
from tests.support.newsroom import Newsroom, newsroom

WICKED = ("spin", "hoard", "crash", "stumble")
SHORT = Limits(seconds=1.5, memory=400_000_000, output=1_000_000)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """A digest that has gone to Ada and Bob."""
    with databases.sqlite(tmp_path) as engine:
        room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
        room.reader("ada", "weekly")
        room.reader("bob", "weekly")
        room.release("for-all")
        room.go_to("2026-09-03 07:30")
        room.post()
        yield room


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One word for each child that was started."""
    words: list[str] = []

    def counted(life: str, *given: Any) -> Child:
        words.append(life)
        return start(life, *given)

    monkeypatch.setattr("publisher.confine.cell.start", counted)
    return words


def ear(room: Newsroom) -> Ear:
    domain = room.press.schedule.organisation.list_domain
    reader = Reader(domain, parser=hostile_reports.parse, limits=SHORT)
    return Ear(room.engine, room.press, lambda: room.now, reader=reader)


def wicked(what: str) -> bytes:
    return f"From: mx@example.com\r\nSubject: {what}\r\n\r\nplease {what}\r\n".encode()


def events(engine: Engine) -> list[tuple[str, str]]:
    with engine.begin() as conn:
        rows = conn.execute(select(event.c.kind, event.c.detail).order_by(event.c.id)).all()
    return [(row.kind, row.detail["diagnostic"]) for row in rows]


def test_reports_that_break_their_reader_do_not_hold_up_the_others(
    room: Newsroom, tmp_path: Path, started: list[str]
) -> None:
    maildir = tmp_path / "reports"
    for name in ("new", "cur", "tmp"):
        (maildir / name).mkdir(parents=True)
    for number, raw in enumerate([report(room, "Ada"), *map(wicked, WICKED), report(room, "Bob")]):
        (maildir / "new" / str(number)).write_bytes(raw)
    Mailbox(room.engine, room.press, f"maildir://{maildir}", ear(room)).look(room.now)
    assert living(room) == set()
    assert not list((maildir / "new").iterdir()) and len(list((maildir / "cur").iterdir())) == 6
    kinds = [kind for kind, _ in events(room.engine)]
    assert kinds == [Kind.HARD, *[Kind.UNKNOWN] * len(WICKED), Kind.HARD]
    said = " ".join(diagnostic for _, diagnostic in events(room.engine))
    assert "more than 1.5 seconds" in said and "more than 400 MB" in said and "please crash" in said
    assert len(started) == 1 + len(WICKED), "a new child after each that had to end, and no more"


def test_a_whole_mailbox_costs_one_child(room: Newsroom, started: list[str]) -> None:
    listen = ear(room)
    for number in range(30):
        listen(report(room, "Ada").replace(b"Ada@mx", f"{number}@mx".encode()), "")
    listen(wicked("babble"), "")
    listen(report(room, "Bob"), "")
    listen.rest()
    assert living(room) == set() and started == ["again"]


def test_the_office_hears_of_a_report_about_our_mail_that_nobody_could_read(room: Newsroom) -> None:
    listen = ear(room)
    token = room.press.links.sign("return", 1)
    listen(wicked("crash"), "")
    listen(wicked("crash"), f"bounces+{'a' * 26}@westmere.example.org")
    hear_back(room.engine, room.press, now=room.now + timedelta(minutes=20))
    assert told(room, "came-back") == []
    listen(wicked("stumble"), f"bounces+{token}@westmere.example.org")
    listen.rest()
    hear_back(room.engine, room.press, now=room.now + timedelta(minutes=20))
    assert "One report about our mails could not be understood" in told(room, "came-back")[0]
    assert living(room) == {"Ada", "Bob"}


def test_the_relay_is_answered_for_each_recipient_in_time(room: Newsroom) -> None:
    listen = ear(room)
    door = LmtpDoor(listen, host="127.0.0.1", port=free_port())
    door.start()
    try:
        with smtplib.LMTP("127.0.0.1", door.port, timeout=30) as relay:
            began = time.monotonic()
            relay.ehlo()
            for raw, recipients in (
                (wicked("spin"), "x"),
                (wicked("crash"), "xy"),
                (report(room, "Ada"), "xy"),
            ):
                relay.mail("<>")
                for recipient in recipients:
                    relay.rcpt(f"bounces+{recipient}@westmere.example.org")
                assert [relay.data(raw)[0], *(relay.getreply()[0] for _ in recipients[1:])] == [250] * len(
                    recipients
                )
            assert time.monotonic() - began < SHORT.seconds + 4
    finally:
        door.stop()
        listen.rest()
    assert living(room) == {"Bob"}
    assert [kind for kind, _ in events(room.engine)] == [Kind.UNKNOWN, Kind.UNKNOWN, Kind.HARD]
