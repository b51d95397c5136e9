"""The alarm: it wakes us, survives a look that fails, and notices a clock that jumps."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest

from publisher.clock.alarm import Look, start

NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
EVERY = timedelta(seconds=20)


def test_it_looks_at_once_and_again_from_one_thread_until_it_is_shut_down() -> None:
    twice = threading.Barrier(2, timeout=5)
    threads = set()

    def look(now: datetime) -> None:
        threads.add(threading.get_ident())
        assert now.tzinfo is not None
        twice.wait()

    scheduler = start(look, every=timedelta(seconds=0.05))
    twice.wait()
    twice.wait()
    twice.abort()
    scheduler.shutdown(wait=True)
    assert len(threads) == 1
    assert threads != {threading.get_ident()}


def test_a_look_that_fails_is_logged_and_the_next_one_tries_again(caplog: pytest.LogCaptureFixture) -> None:
    looked = []

    def look(now: datetime) -> None:
        looked.append(now)
        if len(looked) == 1:
            raise OSError("the disk is full")

    again = Look(look, EVERY)
    again(NOW)
    again(NOW + EVERY)
    assert len(looked) == 2
    assert "the disk is full" in caplog.text


@pytest.mark.parametrize("jump", [timedelta(hours=8), timedelta(days=-1)])
def test_a_clock_that_jumps_is_logged(jump: timedelta, caplog: pytest.LogCaptureFixture) -> None:
    again = Look(lambda now: None, EVERY)
    with caplog.at_level(logging.WARNING):
        again(NOW)
        again(NOW + EVERY)
        assert caplog.text == ""
        again(NOW + EVERY + jump)
    assert "since the last look" in caplog.text
