"""The clock takes in what comes back, and the office hears of what is its own to mend, once a day."""

import smtplib
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from benchmarks.ports import free_port
from publisher.clock.reports import Ear, Mailbox, reports
from publisher.delivery.feedback.account import account
from publisher.delivery.feedback.report import Kind
from publisher.errors import Refused
from publisher.jobs import hear_back
from publisher.runs.run import all_runs
from publisher.store.tables import attempt, delivery, event, service_mail, subscriber, subscription
from tests.publisher.delivery.feedback.test_reading import TOKEN, dsn
from tests.support.newsroom import Newsroom, newsroom

MINUTE = timedelta(minutes=1)


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    """A digest that has gone to Ada and Bob."""
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.reader("bob", "weekly")
    room.release("for-all")
    room.go_to("2026-09-03 07:30")
    room.post()
    return room


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


def report(room: Newsroom, name: str, status: str = "5.1.1") -> bytes:
    """What a server says of the digest's copy for `name`."""
    with room.engine.connect() as conn:
        number = conn.scalar(
            select(delivery.c.id)
            .join_from(delivery, subscriber, delivery.c.subscriber_id == subscriber.c.id)
            .where(subscriber.c.name == name)
        )
    assert number is not None
    made = dsn(status=status).replace(b"report-1@mx", name.encode() + b"@mx")
    return made.replace(TOKEN.encode(), room.press.links.sign("return", number).encode())


def living(room: Newsroom) -> set[str]:
    wanted = select(subscriber.c.name).join_from(subscriber, subscription)
    with room.engine.connect() as conn:
        return set(conn.scalars(wanted.where(subscription.c.state == "active")))


def told(room: Newsroom, kind: str) -> list[str]:
    """The letters of a kind, their lines joined."""
    with room.engine.connect() as conn:
        letters = conn.scalars(select(service_mail.c.text).where(service_mail.c.kind == kind))
        return [" ".join(letter.split()) for letter in letters]


def refuse(room: Newsroom, name: str, code: str, text: str) -> None:
    """The digest's copy for `name` was refused while it was handed over."""
    owed = (
        select(delivery.c.id)
        .join_from(delivery, subscriber, delivery.c.subscriber_id == subscriber.c.id)
        .where(subscriber.c.name == name)
    )
    with room.engine.begin() as conn:
        [number] = conn.scalars(owed)
        refused = update(delivery).where(delivery.c.id == number)
        conn.execute(refused.values(state="rejected", last_code=code, last_text=text))
        tried = insert(attempt).values(delivery_id=number, n=9, worker="ours", outcome="rejected")
        conn.execute(tried.values(started_at=room.now, ended_at=room.now))


def eventually(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_mailbox_is_looked_into_again_and_again(room: Newsroom, maildir: Path) -> None:
    with reports(room.engine, room.press, f"maildir://{maildir}", every=timedelta(seconds=0.1)):
        (maildir / "new" / "1").write_bytes(report(room, "Ada"))
        eventually(lambda: living(room) == {"Bob"})
        (maildir / "new" / "2").write_bytes(report(room, "Bob"))
        eventually(lambda: living(room) == set())
    assert len(list((maildir / "cur").iterdir())) == 2


def test_a_door_listens_as_long_as_the_clock_runs(room: Newsroom) -> None:
    url = f"lmtp://127.0.0.1:{free_port()}"
    with reports(room.engine, room.press, url):
        with smtplib.LMTP("127.0.0.1", int(url.rpartition(":")[2])) as relay:
            relay.sendmail("", ["bounces+x@westmere.example.org"], report(room, "Ada"))
        assert living(room) == {"Bob"}
        with pytest.raises(Refused, match="cannot be opened"), reports(room.engine, room.press, url):
            pass


@pytest.mark.parametrize("url", ["pop3://mail.example.org", "bounces", "lmtp://127.0.0.1:no"])
def test_a_place_that_reports_cannot_come_from_is_refused_at_once(room: Newsroom, url: str) -> None:
    with pytest.raises(Refused, match="PUBLISHER_BOUNCE_URL"), reports(room.engine, room.press, url):
        pass


def test_a_mailbox_that_cannot_be_read_ends_nothing_and_is_told_once_a_day(
    room: Newsroom, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox = Mailbox(
        room.engine,
        room.press,
        f"maildir://{tmp_path / 'gone'}",
        Ear(room.engine, room.press, lambda: room.now),
    )
    for minute in range(2):
        mailbox.look(room.now + minute * MINUTE)
    assert told(room, "reports-unread") == []
    for minute in range(2, 12):
        mailbox.look(room.now + minute * MINUTE)
    assert len(told(room, "reports-unread")) == len(room.press.schedule.organisation.editors)
    assert "is no Maildir" in told(room, "reports-unread")[0]
    assert "was not read" in caplog.text
    mailbox.look(room.now + timedelta(days=1))
    assert len(told(room, "reports-unread")) == 2 * len(room.press.schedule.organisation.editors)


def test_a_refusal_while_posting_is_heard_by_the_next_look(room: Newsroom) -> None:
    refuse(room, "Ada", "550", "5.1.1 no such user")
    Mailbox(room.engine, room.press, "", Ear(room.engine, room.press, lambda: room.now)).look(room.now)
    assert living(room) == {"Bob"}


def test_the_office_hears_once_a_day_what_is_its_own_to_mend_and_in_words(room: Newsroom) -> None:
    refuse(room, "Ada", "550", "5.7.26 This mail is unauthenticated")
    refuse(room, "Bob", "550", "5.7.26 This mail is unauthenticated")
    editors = len(room.press.schedule.organisation.editors)
    hear_back(room.engine, room.press, now=room.now)
    assert told(room, "came-back") == []  # more may be coming in just now
    hear_back(room.engine, room.press, now=room.now + 20 * MINUTE)
    said = told(room, "came-back")[0]
    assert "2 mails were refused for reasons that are ours to mend" in said
    assert "5.7.26, 2 times: the message is not authenticated: neither SPF nor DKIM passes" in said
    assert "publisher check --smtp" in said
    assert living(room) == {"Ada", "Bob"}
    hear_back(room.engine, room.press, now=room.now + timedelta(hours=2))
    assert len(told(room, "came-back")) == editors


def test_a_run_shows_what_was_heard_about_it_and_what_the_codes_mean(room: Newsroom) -> None:
    refuse(room, "Ada", "550", "5.7.25 no PTR")
    hear_back(room.engine, room.press, now=room.now)
    listen = Ear(room.engine, room.press, lambda: room.now)
    listen(report(room, "Bob"), "")
    listen.rest()
    with room.engine.connect() as conn:
        [sent] = [run for run in all_runs(conn) if run.issue_id]
        assert [str(one) for one in account(conn, sent.id)] == [
            "dead address (5.1.1): 1",
            "ours to mend (5.7.25): 1 – the relay's address has no name that leads back to it (PTR record)",
        ]


def test_what_came_after_the_letter_is_in_the_next_days(room: Newsroom) -> None:
    refuse(room, "Ada", "550", "5.7.25 no PTR")
    editors = len(room.press.schedule.organisation.editors)
    hear_back(room.engine, room.press, now=room.now)
    hear_back(room.engine, room.press, now=room.now + 20 * MINUTE)
    refuse(room, "Bob", "554", "5.7.1 go away")
    for hour in range(1, 30):
        hear_back(room.engine, room.press, now=room.now + timedelta(hours=hour))
    letters = told(room, "came-back")
    assert len(letters) == 2 * editors
    assert "5.7.25, once" in letters[0]
    assert "5.7.25" not in letters[-1]
    assert "5.7.1, once" in letters[-1]


def test_a_riddle_about_our_mail_is_told_and_spam_in_the_mailbox_is_not(room: Newsroom) -> None:
    listen = Ear(room.engine, room.press, lambda: room.now)
    listen(b"Subject: win a prize\r\n\r\nclick\r\n", "")
    hear_back(room.engine, room.press, now=room.now + 20 * MINUTE)
    assert told(room, "came-back") == []
    token = room.press.links.sign("return", 1)
    listen(b"Subject: who are you?\r\n\r\nplease explain\r\n", f"bounces+{token}@westmere.example.org")
    listen.rest()
    hear_back(room.engine, room.press, now=room.now + 20 * MINUTE)
    assert "One report about our mails could not be understood" in told(room, "came-back")[0]
    with room.engine.connect() as conn:
        assert set(conn.scalars(select(event.c.kind))) == {Kind.UNKNOWN}
