"""Limits that all workers share, a run that stops itself, and what people do while it sends."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.books import books
from publisher.delivery.ledger.lanes import allow, lanes
from publisher.delivery.ledger.steer import cancel, decide, resend_failed
from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from publisher.delivery.transports.transport import Ask
from subscribers.leaving import leave
from tests.publisher.delivery.conftest import Postroom
from tests.support.ledgers import letterhead, open_run, opened, readers
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick


def test_a_lane_s_allowance_is_shared_fills_in_time_and_survives_a_clock_set_back(
    engine: Engine, now: datetime
) -> None:
    ask = [Ask("relay a second", 10.0, 10.0, 8)]
    moments = [0, 0, 0.5, 0.5, -3600, 2]
    with engine.begin() as conn:
        granted = [allow(conn, ask, now=now + timedelta(seconds=at))["relay a second"] for at in moments]
    assert granted == [8, 2, 5, 0, 0, 8]


def test_a_relay_gets_no_more_letters_a_second_than_it_is_allowed(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 45)
    with Sink(tmp_path) as sink:
        started = time.monotonic()
        postroom.post(sink, sessions=4, per_second=30)
        seconds = time.monotonic() - started
    assert postroom.states() == {"accepted": 45} and 0.4 <= seconds < 8


def test_a_domain_with_a_limit_waits_and_the_others_do_not(
    postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 100)
    with postroom.engine.begin() as conn:
        conn.execute(text("UPDATE subscriber SET address = 'r' || id || '@example.com' WHERE id <= 40"))
    with Sink(tmp_path) as sink:
        postroom.post(sink, sessions=4, per_domain=(("example.com", 60.0),))
        held = [truth for truth in sink.log if truth.recipient.endswith("example.com")]
    assert len(sink.log) - len(held) == 60 and len(held) <= 12
    with postroom.engine.begin() as conn:
        assert conn.execute(text("SELECT SUM(attempts) FROM delivery")).scalar() == len(sink.log)
        assert conn.execute(text("SELECT COUNT(DISTINCT next_due) FROM delivery")).scalar_one() > 20


def test_a_storm_of_policy_refusals_pauses_the_run_and_blames_nobody(
    postroom: Postroom, tmp_path: Path
) -> None:
    run_id = opened(postroom.engine, 200)
    tricks = [
        Trick("rcpt", "reply", "550 5.7.1 blocked", recipient=f"reader{n}@example.org")
        for n in range(51, 201)
    ]
    with Sink(tmp_path, tricks) as sink:
        postroom.post(sink)
    with postroom.engine.begin() as conn:
        state, reason = conn.execute(
            text("SELECT state, reason FROM run WHERE id = :id"), {"id": run_id}
        ).one()
    assert state == "paused" and "5.7.1 blocked" in reason
    assert postroom.states()["rejected"] <= 20 and postroom.states()["accepted"] == 50


def test_what_became_of_a_relay_stands_in_its_lane(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 10)
    with Sink(tmp_path, [Trick("mail", "reply", "550 5.7.1 not you")]) as sink:
        postroom.post(sink)
    with postroom.engine.begin() as conn:
        found = lanes(conn)
    assert [(lane.state, "5.7.1 not you" in lane.reason) for lane in found] == [("stopped", True)]


def test_pausing_stops_within_a_letter_per_connection_and_resuming_repeats_nothing(
    postroom: Postroom, tmp_path: Path
) -> None:
    run_id = opened(postroom.engine, 300)
    stop = threading.Event()

    def steer(state: str) -> None:
        with postroom.engine.begin() as conn:
            conn.execute(text("UPDATE run SET state = :s WHERE id = :id"), {"s": state, "id": run_id})

    with Sink(tmp_path) as sink:
        given = {"sessions": 3, "until_idle": False, "stop": stop}
        thread = threading.Thread(target=postroom.post, args=(sink,), kwargs=given)
        thread.start()
        for _ in range(3):
            time.sleep(0.1)
            steer("paused")
            seen = len(sink.log)
            time.sleep(0.2)
            assert len(sink.log) - seen <= 3
            steer("sending")
        deadline = time.monotonic() + 20
        while postroom.states() != {"accepted": 300} and time.monotonic() < deadline:
            time.sleep(0.1)
        stop.set()
        thread.join()
        found = reconcile(postroom.engine, sink.log)
    assert found.none and found.duplicates == 0


def test_who_leaves_while_a_run_is_sent_gets_nothing_after(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 500)
    with Sink(tmp_path) as sink:
        thread = threading.Thread(target=postroom.post, args=(sink,), kwargs={"sessions": 3})
        thread.start()
        for reader in range(500, 400, -10):
            with postroom.engine.begin() as conn:
                leave(conn, reader, reason="left", now=datetime.now(UTC))
        thread.join()
        found = reconcile(postroom.engine, sink.log)
    assert found.none and postroom.states()["suppressed"] >= 1


def test_a_stop_lets_what_is_in_flight_end_and_leaves_nothing_uncertain(
    postroom: Postroom, tmp_path: Path
) -> None:
    opened(postroom.engine, 600)
    stop = threading.Event()
    with Sink(tmp_path) as sink:
        thread = threading.Thread(target=postroom.post, args=(sink,), kwargs={"sessions": 4, "stop": stop})
        thread.start()
        while len(sink.log) < 50:
            time.sleep(0.01)
        stop.set()
        thread.join(5)
        assert not thread.is_alive()
        states = postroom.states()
        assert set(states) == {"accepted", "queued"} and states["accepted"] == len(sink.log)
        postroom.post(sink, sessions=4)
        assert reconcile(postroom.engine, sink.log).duplicates == 0


def test_a_cancelled_run_sends_no_more_and_its_books_are_complete(engine: Engine, tmp_path: Path) -> None:
    run_id = opened(engine, 20)
    with engine.begin() as conn:
        conn.execute(text("UPDATE run SET state = 'cancelled'"))
        assert cancel(conn, run_id, now=datetime.now(UTC)) == 20
    assert post(engine, Outbox(tmp_path), letterhead()).accepted == 0
    with engine.begin() as conn:
        account = books(conn, run_id)
    assert account.complete and account.skipped == {"cancelled": 20}


@pytest.mark.parametrize("held", ["leased", "deferred"])
def test_what_comes_back_to_a_cancelled_run_is_cancelled_too(
    held: str, engine: Engine, tmp_path: Path
) -> None:
    run_id = opened(engine, 5)
    with engine.begin() as conn:
        conn.execute(text("UPDATE run SET state = 'cancelled'"))
        conn.execute(
            text(
                "UPDATE delivery SET state = :held, worker = 'dead', token = 1, lease_until = :over WHERE id < 4"
            ),
            {"held": held, "over": "2026-01-01 00:00:00.000000"},
        )
        if held == "leased":
            assert cancel(conn, run_id, now=datetime.now(UTC)) == 2
    assert post(engine, Outbox(tmp_path), letterhead()).accepted == 0
    with engine.begin() as conn:
        account = books(conn, run_id)
    assert account.complete and account.skipped == {"cancelled": 5}


def test_failed_ones_are_sent_again_on_the_same_rows_with_the_same_ids(
    postroom: Postroom, tmp_path: Path
) -> None:
    run_id = opened(postroom.engine, 3)
    with Sink(tmp_path, [Trick("dot", "reply", "554 5.6.0 no", nth=2)]) as sink:
        postroom.post(sink)
        before = {truth.recipient: truth.message_id for truth in sink.log}
        with postroom.engine.begin() as conn:
            now = datetime.now(UTC)
            assert resend_failed(conn, run_id, life_until=now + timedelta(hours=1), now=now) == 1
        postroom.post(sink)
        assert sink.log[-1].message_id == before[sink.log[-1].recipient]
    assert postroom.states() == {"accepted": 3}


def test_a_person_decides_what_is_parked(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 1)
    with Sink(tmp_path, [Trick("dot", "drop", nth=1)]) as sink:
        postroom.post(sink, parking=["weekly"])
        with postroom.engine.begin() as conn:
            assert decide(conn, 1, "queued", now=datetime.now(UTC))
            assert not decide(conn, 1, "cancelled", now=datetime.now(UTC))
        postroom.post(sink, parking=["weekly"])
    assert postroom.states() == {"accepted": 1}


def test_what_is_past_its_life_expires_and_is_named(engine: Engine, tmp_path: Path) -> None:
    run_id = opened(engine, 4, life=timedelta(seconds=-1))
    post(engine, Outbox(tmp_path), letterhead())
    with engine.begin() as conn:
        assert books(conn, run_id).states == {"expired": 4}


def test_a_letter_tried_before_keeps_its_bytes_when_a_new_key_signs(
    postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 4)
    head = letterhead()
    rotated = replace(head, links=replace(head.links, keys=(b"n" * 40, *head.links.keys)))
    with Sink(tmp_path, [Trick("dot", "drop", nth=2), Trick("dot", "reply", "451 later", nth=3)]) as sink:
        postroom.post(sink)
        postroom.head = rotated
        postroom.post(sink, later=hour)
        assert reconcile(postroom.engine, sink.log).none
    assert postroom.states() == {"accepted": 4}


def test_one_bad_name_poisons_one_letter_only(engine: Engine, tmp_path: Path) -> None:
    run_id = opened(engine, 10)
    with engine.begin() as conn:
        conn.execute(text("UPDATE subscriber SET name = :n WHERE id = 4"), {"n": "Eve\nBcc: x@example.org"})
    post(engine, Outbox(tmp_path), letterhead())
    with engine.begin() as conn:
        assert books(conn, run_id).states == {"accepted": 9, "poisoned": 1}


def test_an_empty_audience_completes_with_nobody(engine: Engine, tmp_path: Path) -> None:
    run_id = opened(engine, 0)
    assert post(engine, Outbox(tmp_path), letterhead()).accepted == 0
    with engine.begin() as conn:
        assert books(conn, run_id).complete


def test_a_page_of_people_who_left_does_not_end_a_run(engine: Engine, tmp_path: Path) -> None:
    run_id = opened(engine, 2_100)
    with engine.begin() as conn:
        conn.execute(text("UPDATE subscription SET state = 'ended' WHERE id <= 2000"))
    post(engine, Outbox(tmp_path), letterhead())
    with engine.begin() as conn:
        account = books(conn, run_id)
    assert account.states == {"suppressed": 2_000, "accepted": 100} and account.complete


@pytest.mark.slow
def test_an_alert_does_not_wait_behind_a_long_issue(engine: Engine, tmp_path: Path) -> None:
    opened(engine, 3_000)
    with engine.begin() as conn:
        readers(conn, 5, publication="messages")
        urgent = open_run(conn, datetime.now(UTC), publication="messages")
    seen: list[int] = []
    post(engine, Outbox(tmp_path), letterhead(), progress=lambda tally: seen.append(tally.accepted))
    with engine.begin() as conn:
        last = conn.execute(
            text(
                "SELECT COUNT(*) FROM delivery d WHERE settled_at < (SELECT MAX(settled_at) FROM delivery WHERE run_id = :id)"
            ),
            {"id": urgent},
        ).scalar_one()
    assert last < 1_500
