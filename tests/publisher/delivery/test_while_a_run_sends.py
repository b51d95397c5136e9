"""People leave, bounce, move house and change their minds while a run sends."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.books import books
from publisher.delivery.feedback.hearing import hear
from publisher.delivery.feedback.report import Finding, Kind, Report
from publisher.delivery.ledger.steer import cancel
from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from subscribers.leaving import leave
from tests.publisher.delivery.conftest import Postroom
from tests.support.ledgers import letterhead, open_run, opened
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick


def steer(engine: Engine, state: str) -> None:
    with engine.begin() as conn:
        conn.execute(text("UPDATE run SET state = :state"), {"state": state})


def one(engine: Engine, query: str) -> Any:
    with engine.begin() as conn:
        return conn.execute(text(query)).scalar_one()


@contextmanager
def sending(postroom: Postroom, sink: Sink, **given: Any) -> Iterator[None]:
    """A worker works until the block has ended and nothing is due."""
    stop = threading.Event()
    work = {"until_idle": False, "stop": stop, "sessions": 3, "per_second": 1_500, **given}
    thread = threading.Thread(target=postroom.post, args=(sink,), kwargs=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def soon(true: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come to that in time"
        time.sleep(0.002)


@pytest.mark.slow
def test_one_in_a_hundred_leaves_while_the_run_sends_and_gets_nothing_after(
    postroom: Postroom, tmp_path: Path
) -> None:
    """F-E1: late 0."""
    opened(postroom.engine, 1_000)
    chance = random.Random(11)
    with Sink(tmp_path) as sink, sending(postroom, sink):
        soon(lambda: len(sink.log) > 50)
        for reader in sorted(chance.sample(range(200, 1_000), 10)):
            with postroom.engine.begin() as conn:
                leave(conn, reader, reason="left", now=datetime.now(UTC))
            time.sleep(chance.uniform(0, 0.02))
        soon(lambda: one(postroom.engine, "SELECT COUNT(*) FROM delivery WHERE settled_at IS NULL") == 0)
    found = reconcile(postroom.engine, sink.log)
    assert found.none and found.late == 0 and found.duplicates == 0
    assert postroom.states()["accepted"] + postroom.states().get("suppressed", 0) == 1_000


@pytest.mark.slow
def test_a_bounce_of_the_last_run_stops_the_next_while_it_sends(postroom: Postroom, tmp_path: Path) -> None:
    """F-E2: whoever is not in flight yet gets nothing more."""
    opened(postroom.engine, 400)
    postroom.engine.dispose()
    with Sink(tmp_path) as sink:
        postroom.post(sink, sessions=3)
        with postroom.engine.begin() as conn:
            second = open_run(conn, datetime.now(UTC))
        with sending(postroom, sink, per_second=400):
            soon(lambda: len(sink.log) > 450)
            for number in range(380, 400):
                with postroom.engine.begin() as conn:
                    token = letterhead().links.sign("return", number)
                    report = Report(
                        "dsn", f"{number}", (Finding(Kind.HARD, status="5.1.1"),), tokens=(token,)
                    )
                    hear(conn, letterhead().links, report, now=datetime.now(UTC))
            soon(lambda: one(postroom.engine, "SELECT COUNT(*) FROM delivery WHERE settled_at IS NULL") == 0)
        found = reconcile(postroom.engine, sink.log)
    # The reconciler takes two runs' letters to one person for copies, so only what must be 0 is asked of it.
    assert (found.lost, found.missing, found.unexpected, found.late, found.unaccounted) == (0, 0, 0, 0, 0)
    with postroom.engine.begin() as conn:
        account = books(conn, second)
    assert account.complete and account.skipped == {"suppressed": 20} and account.sent == 380


def test_who_moves_house_before_the_first_try_gets_it_at_the_new_address_and_once(
    postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    """F-E5: before intent the new address; after an uncertain try the bytes, and so the address, stay."""
    opened(postroom.engine, 3)
    moved = "UPDATE subscriber SET address = 'new' || id || '@example.org' WHERE id = {}"
    with Sink(tmp_path, [Trick("dot", "drop", recipient="reader2@example.org", times=1)]) as sink:
        with postroom.engine.begin() as conn:
            conn.execute(text(moved.format(1)))
        postroom.post(sink)
        assert postroom.states() == {"accepted": 2, "uncertain": 1}
        with postroom.engine.begin() as conn:
            conn.execute(text(moved.format(2)))
        postroom.post(sink, later=hour)
        recipients = sorted(truth.recipient.partition("@")[0] for truth in sink.log)
        found = reconcile(postroom.engine, sink.log)
    assert recipients == ["new1", "reader2", "reader2", "reader3"]
    assert found.none and (found.duplicates, found.second_ids, found.bodies) == (1, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["a name", "an edition"])
def test_what_cannot_be_written_for_one_of_a_thousand_stops_that_one_alone(
    wrong: str, engine: Engine, tmp_path: Path
) -> None:
    """F-E10, F-E11: poisoned 1, with the reason; accepted 999."""
    run_id = opened(engine, 1_000, choices=2)
    with engine.begin() as conn:
        if wrong == "a name":
            conn.execute(
                text("UPDATE subscriber SET name = :n WHERE id = 4"), {"n": "Eve\nBcc: x@example.org"}
            )
        else:
            first = conn.execute(text("SELECT MIN(id) FROM edition")).scalar_one()
            conn.execute(
                text("UPDATE delivery SET edition_id = CASE subscriber_id WHEN 4 THEN :id ELSE :id + 1 END"),
                {"id": first},
            )
            conn.execute(
                text("UPDATE edition SET subject = :subject WHERE id = :id"),
                {"subject": "The week\r\nBcc: x@example.org", "id": first},
            )
    post(engine, Outbox(tmp_path), letterhead())
    with engine.begin() as conn:
        account = books(conn, run_id)
        said = conn.execute(text("SELECT last_text FROM delivery WHERE state = 'poisoned'")).scalar_one()
    assert account.states == {"accepted": 999, "poisoned": 1} and account.complete
    assert "control character" in said


@pytest.mark.slow
def test_paused_and_resumed_fifty_times_a_run_loses_and_repeats_nothing(
    postroom: Postroom, tmp_path: Path
) -> None:
    """F-E12: 0 of everything, duplicates 0."""
    opened(postroom.engine, 3_000)
    chance = random.Random(3)
    with Sink(tmp_path) as sink, sending(postroom, sink, sessions=4):
        for _ in range(50):
            time.sleep(chance.uniform(0, 0.04))
            steer(postroom.engine, "paused")
            time.sleep(chance.uniform(0, 0.02))
            steer(postroom.engine, "sending")
        soon(lambda: postroom.states() == {"accepted": 3_000}, 60)
    found = reconcile(postroom.engine, sink.log)
    assert found.none and found.duplicates == found.uncertain == 0


@pytest.mark.slow
@pytest.mark.parametrize("share", [0, 50, 99])
def test_a_run_that_is_cancelled_on_its_way_stops_there_and_its_books_are_whole(
    share: int, postroom: Postroom, tmp_path: Path
) -> None:
    """F-E13: intents after the cancel 0."""
    run_id = opened(postroom.engine, 600)
    with Sink(tmp_path) as sink, sending(postroom, sink):
        soon(lambda: len(sink.log) >= 600 * share // 100)
        with postroom.engine.begin() as conn:
            conn.execute(text("UPDATE run SET state = 'cancelled'"))
            cancel(conn, run_id, now=datetime.now(UTC))
        cancelled, seen = datetime.now(UTC), len(sink.log)
        soon(lambda: one(postroom.engine, "SELECT COUNT(*) FROM delivery WHERE settled_at IS NULL") == 0)
        assert len(sink.log) - seen <= 2 * 3, "no more than was under way on each connection"
    with postroom.engine.begin() as conn:
        account = books(conn, run_id)
        late = conn.execute(
            text("SELECT COUNT(*) FROM delivery WHERE intent_at > :at"),
            {"at": f"{cancelled:%Y-%m-%d %H:%M:%S.%f}"},
        ).scalar_one()
    found = reconcile(postroom.engine, sink.log)
    assert late == 0 and found.none and found.duplicates == 0
    assert account.complete and account.sent == len(sink.log)
    assert account.skipped == ({"cancelled": 600 - account.sent} if account.sent < 600 else {})
