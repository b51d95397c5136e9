"""A report is heard once, finds its person by our own token, and removes nobody it should not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, func, insert, select

from publisher.delivery.feedback.hearing import Heard, apply_waiting, hear
from publisher.delivery.feedback.reading import read_report
from publisher.delivery.feedback.refusals import hear_refusals
from publisher.delivery.feedback.report import Kind
from publisher.links import Links
from publisher.store.tables import attempt, delivery, event, issue
from subscribers.choices import choice_id
from subscribers.suppression import is_suppressed
from subscribers.tables import subscriber, subscription
from tests.publisher.delivery.feedback.test_reading import ARF, LEAVE, TOKEN, dsn

LINKS = Links("https://westmere.example.org", "westmere.example.org,2026", (b"k" * 40,))
ADA = "ada@example.com"


def reader(conn: Connection, now: datetime, *publications: str) -> int:
    who = conn.execute(
        insert(subscriber).values(address=ADA, address_key=ADA, created_at=now)
    ).inserted_primary_key
    assert who is not None
    chosen = choice_id(conn, ["education"], [], "en-GB", "html")
    for publication in publications or ("key-messages",):
        conn.execute(
            insert(subscription).values(
                subscriber_id=who[0],
                publication=publication,
                choice_id=chosen,
                state="active",
                created_at=now,
                active_at=now,
            )
        )
    return int(who[0])


def sent(
    conn: Connection, who: int, now: datetime, *, number: int = 1, state: str = "accepted", **more: object
) -> int:
    made = conn.execute(
        insert(issue).values(publication="key-messages", number=number, state="frozen", drafted_at=now)
    ).inserted_primary_key
    assert made is not None
    belongs = conn.scalar(select(subscription.c.id).where(subscription.c.subscriber_id == who))
    owed = conn.execute(
        insert(delivery).values(
            issue_id=made[0],
            subscriber_id=who,
            subscription_id=belongs,
            state=state,
            next_due=now,
            life_until=now,
            settled_at=now if state == "accepted" else None,
            **more,
        )
    ).inserted_primary_key
    assert owed is not None
    tried = {"delivery_id": owed[0], "n": 1, "worker": "w", "started_at": now, "ended_at": now}
    conn.execute(insert(attempt).values(**tried, outcome=state))
    return int(owed[0])


def report_about(
    conn: Connection, owner: int, now: datetime, *, message_id: str = "<r1@mx>", **said: str
) -> Heard:
    raw = dsn(**said).replace(TOKEN.encode(), LINKS.sign("return", owner).encode())
    raw = raw.replace(b"<report-1@mx.example.com>", message_id.encode())
    return hear(conn, LINKS, read_report(raw), now=now)[0]


def living(conn: Connection) -> int:
    return conn.scalar(select(func.count()).where(subscription.c.state == "active")) or 0


def test_a_dead_address_ends_everything_it_gets(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        who = reader(conn, now, "key-messages", "weekly")
        heard = report_about(conn, sent(conn, who, now), now)
        assert (heard.kind, living(conn)) == (Kind.HARD, 0)
        assert is_suppressed(conn, ADA, "alerts")


def test_the_same_report_twice_is_heard_once(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        owner = sent(conn, reader(conn, now), now)
        report_about(conn, owner, now)
        assert report_about(conn, owner, now).effect == "Nothing was done: this was heard before."
        assert conn.scalar(select(func.count()).select_from(event)) == 1


@pytest.mark.parametrize(
    "said", [{"status": "5.7.1"}, {"action": "delayed"}, {"action": "delivered"}, {"status": "5.3.4"}]
)
def test_what_is_no_fault_of_the_person_removes_nobody(
    engine: Engine, now: datetime, said: dict[str, str]
) -> None:
    with engine.begin() as conn:
        report_about(conn, sent(conn, reader(conn, now), now), now, **said)
        assert living(conn) == 1


@pytest.mark.parametrize(
    "said",
    [{}, {"status": "4.2.2"}, {"status": "5.7.1"}, {"action": "delayed"}, {"action": "delivered"}],
)
@pytest.mark.parametrize("state", ["accepted", "leased"])
def test_what_was_done_is_said_in_a_sentence(
    engine: Engine, now: datetime, said: dict[str, str], state: str
) -> None:
    with engine.begin() as conn:
        owner = sent(conn, reader(conn, now), now, state=state)
        strange = hear(conn, LINKS, read_report(dsn()), now=now)[0]
        for heard in (strange, report_about(conn, owner, now, message_id="<r2@mx>", **said)):
            assert heard.effect[0].isupper() and heard.effect.endswith(".")
    assert strange.effect == "Nothing was done: this is about no mail of ours."


def test_a_forged_report_touches_nobody_and_is_kept(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        sent(conn, reader(conn, now), now)
        heard = hear(conn, LINKS, read_report(dsn()), now=now)[0]
        assert (heard.delivery_id, living(conn)) == (None, 1)
        assert conn.scalar(select(func.count()).select_from(event)) == 1


@pytest.mark.parametrize("strange", [b"\0", b"\x1b[31m", b"\xff\xfe", b"\xed\xa0\x80", b"=?utf-8?q?=00?="])
@pytest.mark.parametrize("place", [b"report-1", b"of-ours", b"ada@", b"no such user", b"mx.example"])
def test_strange_bytes_in_a_report_reach_neither_database_nor_terminal(
    engine: Engine, now: datetime, strange: bytes, place: bytes
) -> None:
    with engine.begin() as conn:
        sent(conn, reader(conn, now), now)
        assert hear(conn, LINKS, read_report(dsn().replace(place, place + strange)), now=now)
        row = conn.execute(select(event.c.external_id, event.c.detail)).one()
        assert all(text.isprintable() for text in (row.external_id, *row.detail.values()))


def test_a_complaint_is_known_by_the_leave_address_it_quotes(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        who = reader(conn, now)
        sent(conn, who, now)
        belongs = conn.scalar(select(subscription.c.id)) or 0
        raw = ARF.replace(LEAVE.encode(), LINKS.sign("leave", belongs).encode())
        assert hear(conn, LINKS, read_report(raw), now=now)[0].kind == Kind.COMPLAINT
        assert living(conn) == 0
        assert conn.scalar(select(subscription.c.ended_reason)) == "complained"


def test_a_full_mailbox_counts_only_when_it_goes_on(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        who = reader(conn, now)
        for week in range(5):
            assert living(conn) == 1
            at = now + timedelta(weeks=week)
            report_about(
                conn, sent(conn, who, at, number=week + 1), at, message_id=f"<r{week}@mx>", status="5.2.2"
            )
        assert living(conn) == 0


def test_a_mail_that_arrives_in_between_starts_the_count_anew(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        who = reader(conn, now)
        for week in range(6):
            at = now + timedelta(weeks=week)
            owner = sent(conn, who, at, number=week + 1)
            if week != 3:
                report_about(conn, owner, at, message_id=f"<r{week}@mx>", status="4.2.2")
        assert living(conn) == 1


def test_a_report_before_its_record_waits_for_it(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        owner = sent(conn, reader(conn, now), now, state="in_flight")
        assert "waits" in report_about(conn, owner, now).effect
        assert (living(conn), apply_waiting(conn, now=now)) == (1, 0)
        conn.execute(delivery.update().values(state="accepted"))
        assert (apply_waiting(conn, now=now), living(conn)) == (1, 0)
        assert apply_waiting(conn, now=now) == 0


def test_a_report_shows_that_an_uncertain_mail_was_handed_over(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        owner = sent(conn, reader(conn, now), now, state="uncertain")
        report_about(conn, owner, now, status="5.2.2")
        assert conn.scalar(select(delivery.c.state)) == "accepted"


def test_a_refusal_during_smtp_is_heard_like_a_report(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        who = reader(conn, now)
        sent(conn, who, now, state="rejected", last_code="550", last_text="5.7.1 not from you")
        assert [heard.kind for heard in hear_refusals(conn, now=now)] == [Kind.POLICY]
        assert living(conn) == 1
        sent(conn, who, now, number=2, state="rejected", last_code="550", last_text="5.1.1 nobody here")
        assert [heard.kind for heard in hear_refusals(conn, now=now)] == [Kind.HARD]
        assert (living(conn), hear_refusals(conn, now=now)) == (0, [])
