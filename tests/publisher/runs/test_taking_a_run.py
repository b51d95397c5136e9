"""A run is taken by one, ends when its books are whole, and the office hears of what waits for it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from publisher.runs.letters import Letter
from publisher.runs.run import claim, put
from publisher.runs.telling import plain
from publisher.store.tables import delivery
from tests.support.newsroom import Newsroom, newsroom


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.release("news")
    return room


def test_only_one_caller_ever_takes_a_run(room: Newsroom) -> None:
    [run] = room.runs("weekly")
    with room.engine.begin() as conn:
        assert [claim(conn, run, now=room.now), claim(conn, run, now=room.now)] == [True, False]


def test_only_one_caller_ever_makes_the_row_of_a_slot(room: Newsroom) -> None:
    [run] = room.runs("weekly")
    with room.engine.begin() as conn:
        again = put(
            conn,
            publication=run.publication,
            slot=run.slot,
            slot_at=run.slot_at,
            fires_at=run.fires_at,
            now=room.now,
        )
    assert again is None
    assert room.runs("weekly") == [run]


def test_what_is_parked_keeps_its_run_open_and_the_office_is_told_once(room: Newsroom) -> None:
    room.go_to("2026-09-03 07:30")
    with room.engine.begin() as conn:
        conn.execute(update(delivery).values(state="parked"))
    room.later(minutes=1)
    room.later(minutes=1)
    assert room.states("weekly") == ["sending"]
    assert room.told() == ["parked"]


def test_a_letter_without_its_template_still_carries_the_notice_and_what_to_type(room: Newsroom) -> None:
    words = plain(Letter("stopped", "stopped 1", "Stopped", ("It broke.",), ("publisher check",)), room.press)
    assert room.press.schedule.organisation.safety_notice in words
    assert "It broke." in words and "publisher check" in words
