"""A run's way to the outbox, in the reader's words."""

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from publisher.delivery.books import books, who
from publisher.delivery.post import post
from publisher.delivery.service import owe
from publisher.delivery.transports.outbox import Outbox
from subscribers.leaving import leave
from tests.support.ledgers import letterhead, opened


def test_every_reader_gets_one_mail_and_a_second_call_sends_nothing(engine: Engine, tmp_path: Path) -> None:
    run_id = opened(engine, 1_200)
    outbox = Outbox(tmp_path / "outbox")
    first = post(engine, outbox, letterhead())
    again = post(engine, outbox, letterhead())
    files = sorted((tmp_path / "outbox").iterdir())
    assert (first.accepted, again.accepted, len(files)) == (1_200, 0, 1_200)
    with engine.begin() as conn:
        account = books(conn, run_id)
        assert account.complete and account.sent == 1_200
        assert len(list(who(conn, run_id, "sent"))) == 1_200
        assert conn.execute(text("SELECT COUNT(*) FROM attempt WHERE outcome = 'accepted'")).scalar() == 1_200
    message = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert message["To"].endswith("@example.org")


def test_who_left_after_the_run_opened_is_skipped_and_counted(engine: Engine, tmp_path: Path) -> None:
    run_id = opened(engine, 10)
    with engine.begin() as conn:
        leave(conn, 3, reason="left", now=datetime.now(UTC))
    post(engine, Outbox(tmp_path), letterhead())
    with engine.begin() as conn:
        account = books(conn, run_id)
    assert (account.sent, account.skipped, account.complete) == (9, {"suppressed": 1}, True)


def test_a_service_mail_is_owed_once_per_key(engine: Engine, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with engine.begin() as conn:
        owed = [owe(conn, "k1", "note", "office@example.org", "Approve", "", "Please.", now) for _ in "ab"]
    post(engine, Outbox(tmp_path), letterhead())
    assert owed == [True, False]
    assert b"Please." in next(tmp_path.iterdir()).read_bytes()
