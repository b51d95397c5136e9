"""A changed schedule changes the slots to come, except where a person has had a word."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.runs import slots
from publisher.runs.decision import Decision
from publisher.runs.planning import GONE
from tests.support import sites
from tests.support.newsroom import Newsroom, at, newsroom

SLOT = "2026-09-03T08:30"


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.release("news")
    return room


def change(room: Newsroom, old: str, new: str) -> None:
    """The schedule says something else from now on, and the clock looks."""
    assert old in sites.SCHEDULE
    schedule = sites.schedule(room.folder, sites.SCHEDULE.replace(old, new))
    room.press = replace(room.press, schedule=schedule)
    room.later(minutes=1)


def coming(room: Newsroom) -> dict[str, tuple[str, str]]:
    return {run.slot: (run.state, run.reason) for run in room.runs("weekly")}


def move_to_the_afternoon(room: Newsroom) -> None:
    named = slots.Named(room.publication("weekly"), room.press.schedule.organisation, SLOT)
    with room.engine.begin() as conn:
        slots.move(conn, named, at("2026-09-03 14:00"), Decision("Tom", "A meeting.", room.now))


def test_a_slot_that_the_schedule_no_longer_has_is_skipped_and_comes_back_with_it(room: Newsroom) -> None:
    change(room, "weekly: thursday", "weekly: friday")
    assert coming(room) == {SLOT: ("skipped", GONE), "2026-09-04T08:30": ("planned", "")}
    room.go_to("2026-09-03 07:30")
    assert room.carried("weekly") == []
    change(room, "weekly: thursday", "weekly: thursday")
    assert room.carried("weekly") == []
    room.go_to("2026-09-10 07:30")
    assert room.carried("weekly") == [["news"]]


def test_a_slot_put_back_into_the_schedule_in_time_fires(room: Newsroom) -> None:
    change(room, "weekly: thursday", "weekly: friday")
    change(room, "weekly: thursday", "weekly: thursday")
    room.go_to("2026-09-03 07:30")
    assert room.carried("weekly") == [["news"]]


def test_what_a_person_moved_stays_moved_however_often_the_clock_looks(room: Newsroom) -> None:
    move_to_the_afternoon(room)
    room.later(minutes=1)
    room.later(days=1)
    room.go_to("2026-09-03 07:30")
    assert room.carried("weekly") == []
    room.go_to("2026-09-03 14:00")
    assert room.carried("weekly") == [["news"]]


def test_what_a_person_moved_outlives_a_change_of_the_schedule(room: Newsroom) -> None:
    move_to_the_afternoon(room)
    change(room, "weekly: thursday", "weekly: friday")
    assert coming(room)[SLOT] == ("planned", "")
    room.go_to("2026-09-03 14:00")
    assert room.carried("weekly") == [["news"]]
