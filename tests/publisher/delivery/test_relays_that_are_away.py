"""A relay that is down for hours or days, and one that comes and goes: nobody is blamed, and one warning is enough."""

import logging
import random
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from benchmarks.ports import free_port
from publisher.delivery.feedback.refusals import hear_refusals
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.post import post
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay, Timeouts
from tests.publisher.delivery.conftest import Postroom
from tests.support.ledgers import letterhead, opened
from tests.support.reconciler import reconcile
from tests.support.sink import Sink, Trick

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCALED = Timeouts(2, 2, 2, 2, 2, 2, 0.5, idle=5, rest=40)  # as long as the real ones after some tries


@dataclass
class Clock:
    """A day passes when somebody says so, for the wall and for the relay's patience alike."""

    started: datetime
    seconds: float = 0.0

    def now(self) -> datetime:
        return self.started + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return time.monotonic() + self.seconds


@pytest.mark.parametrize(
    ("down", "life", "ends"),
    [
        (HOUR, 48 * HOUR, "accepted"),
        (DAY, 48 * HOUR, "accepted"),
        (3 * DAY, 7 * DAY, "accepted"),
        (3 * DAY, 48 * HOUR, "expired"),
    ],
    ids=["an hour", "a day", "three days", "three days, and nobody wants it any more"],
)
def test_a_relay_that_is_down_costs_no_tries_no_people_and_one_warning(
    down: timedelta,
    life: timedelta,
    ends: str,
    ledger: Engine,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """F-B24"""
    caplog.set_level(logging.WARNING)
    clock = Clock(datetime.now(UTC))
    opened(ledger, 20, life=life)
    port = free_port()
    transport = SmtpTransport(
        [Relay("127.0.0.1", port, sessions=2, timeouts=SCALED)],
        name="ours.example.org",
        clock=clock.monotonic,
    )

    def work() -> None:
        post(ledger, transport, letterhead(), timing=Timing(), now=clock.now)

    while clock.seconds < down.total_seconds():
        work()
        clock.seconds += max(down.total_seconds() / 24, transport.rest() + 1)
    with ledger.begin() as conn:
        assert conn.execute(text("SELECT SUM(attempts) FROM delivery")).scalar_one() == 0
        assert hear_refusals(conn, now=clock.now()) == []
        assert conn.execute(text("SELECT COUNT(*) FROM suppression")).scalar_one() == 0
    assert len([record for record in caplog.records if "left alone" in record.message]) == 1
    with Sink(tmp_path, port=port) as sink:
        clock.seconds += transport.rest() + 1
        work()
        transport.close()
        found = reconcile(ledger, sink.log)
        assert len(sink.log) == (20 if ends == "accepted" else 0)
    with ledger.begin() as conn:
        states = [tuple(row) for row in conn.execute(text("SELECT state, COUNT(*) FROM delivery GROUP BY 1"))]
    assert states == [(ends, 20)]
    assert found.none


@pytest.mark.slow
def test_a_relay_that_comes_and_goes_is_probed_by_one_connection_and_loses_nothing(
    postroom: Postroom, tmp_path: Path
) -> None:
    """F-B25, twenty times as fast: up and down for half a second each, a probe each quarter."""
    opened(postroom.engine, 1_500)
    stop, knocks, spoken = threading.Event(), list[int](), list[int]()
    doors = [Trick(step, "drop", times=0) for step in ("banner", "mail")]
    flapping = Timeouts(5, 1, 1, 1, 1, 1, 0.5, idle=5, rest=0.25, longest_rest=0.25, probe=0.3)
    given = {"until_idle": False, "stop": stop, "sessions": 3, "timeouts": flapping, "per_second": 300}
    with Sink(tmp_path, doors) as sink:
        thread = threading.Thread(target=postroom.post, args=(sink,), kwargs=given)
        thread.start()
        for _ in range(4):
            time.sleep(0.5)
            for door in doors:
                door.times = 1_000_000
            time.sleep(0.05)  # what was under way has ended
            before, dots = sink.met["banner"], len(sink.log)
            time.sleep(0.5)
            knocks.append(sink.met["banner"] - before)
            spoken.append(len(sink.log) - dots)
            for door in doors:
                door.times = 0
        until = time.monotonic() + 30
        while postroom.states() != {"accepted": 1_500} and time.monotonic() < until:
            time.sleep(0.1)
        stop.set()
        thread.join()
        found = reconcile(postroom.engine, sink.log)
    # Three failures open the breaker; from then on one probe in each rest of at least 0.9 x 0.25 s.
    assert max(knocks) <= 3 + 3, knocks
    assert spoken == [0, 0, 0, 0] and found.none and found.duplicates == 0
    assert set(postroom.outcomes()) <= {"accepted", "queued"} and postroom.outcomes()["accepted"] == 1_500


@pytest.mark.parametrize("step", ["banner", "ehlo", "auth", "mail", "rcpt", "data", "dot"])
def test_a_relay_that_closes_counts_against_nobody_before_the_dot_and_is_left_alone(
    step: str, postroom: Postroom, tmp_path: Path
) -> None:
    """F-B6: 421 at each step, to whoever asks."""
    opened(postroom.engine, 10)
    given: dict[str, Any] = {"user": "board", "password": "secret"} if step == "auth" else {}
    with Sink(tmp_path, [Trick(step, "reply", "421 4.3.2 closing")]) as sink:
        postroom.post(sink, sessions=2, **given)
        assert sink.connections <= 8
    states = postroom.states()
    with postroom.engine.begin() as conn:
        counted = conn.execute(text("SELECT SUM(attempts) FROM delivery")).scalar_one()
    if step == "dot":
        assert states["deferred"] == counted and states.keys() <= {"deferred", "queued"}
    else:
        assert states == {"queued": 10} and counted == 0


def test_a_greylisted_reader_is_not_tried_again_within_five_minutes() -> None:
    """F-B9: the wait after a first, a second and every further 4xx, whatever the chance."""
    timing, chance = Timing(), random.Random(7)
    for attempts in range(12):
        waits = [timing.retry_after(attempts, chance).total_seconds() for _ in range(200)]
        assert min(waits) >= 300 and max(waits) <= 4000 * 1.2


def test_greylisted_readers_need_two_tries_and_come_oldest_first(
    postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    """F-B9: the first try of each is put off for five scaled minutes."""
    opened(postroom.engine, 60)
    tricks = [
        Trick("rcpt", "reply", "450 4.2.0 greylisted", recipient=f"reader{n}@example.org", times=1)
        for n in range(1, 61)
    ]
    with Sink(tmp_path, tricks) as sink:
        postroom.post(sink)
        with postroom.engine.begin() as conn:
            due = [row[0] for row in conn.execute(text("SELECT id FROM delivery ORDER BY next_due, id"))]
            assert conn.execute(text("SELECT MAX(attempts) FROM delivery")).scalar_one() == 1
        postroom.post(sink, later=hour)
        came = [int(truth.recipient.removeprefix("reader").partition("@")[0]) for truth in sink.log]
        found = reconcile(postroom.engine, sink.log)
    with postroom.engine.begin() as conn:
        assert conn.execute(text("SELECT MAX(attempts) FROM delivery")).scalar_one() <= 3
        readers = {row[0]: row[1] for row in conn.execute(text("SELECT id, subscriber_id FROM delivery"))}
    assert found.none and sorted(came) == list(range(1, 61))
    assert came == [readers[number] for number in due]
