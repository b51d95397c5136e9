"""What editors do to slots and runs: hold, skip, move, pause, cancel; each with a name and a reason."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.delivery.books import books
from publisher.errors import Refused
from publisher.runs import slots, steering
from publisher.runs.decision import Decision
from publisher.runs.run import Run
from tests.support.newsroom import Newsroom, at, newsroom

SLOT = "2026-09-03T08:30"


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.reader("bob", "weekly")
    room.release("news")
    return room


def test_a_held_slot_waits_for_the_person_not_for_the_clock(room: Newsroom) -> None:
    do(room, slots.hold, SLOT)
    room.go_to("2026-09-03 12:00")
    assert room.carried("weekly") == []
    [run] = [run for run in room.runs("weekly") if run.slot == SLOT]
    with room.engine.begin() as conn:
        steering.resume(conn, run, tom(room))
    room.later(minutes=1)
    assert room.carried("weekly") == [["news"]]


def test_the_slot_after_a_held_one_takes_everything(room: Newsroom) -> None:
    do(room, slots.hold, SLOT)
    room.go_to("2026-09-10 07:30")
    assert room.carried("weekly") == [["news"]]
    assert room.states("weekly") == ["folded", "sending"]


def test_a_skipped_slot_loses_nothing(room: Newsroom) -> None:
    do(room, slots.skip, SLOT)
    room.go_to("2026-09-03 07:30")
    assert room.carried("weekly") == []
    room.go_to("2026-09-10 07:30")
    assert room.carried("weekly") == [["news"]]


def test_a_moved_slot_fires_once_at_its_new_moment_and_says_who_moved_it(room: Newsroom) -> None:
    publication, organisation = room.publication("weekly"), room.press.schedule.organisation
    with room.engine.begin() as conn:
        slots.move(conn, named(room), at("2026-09-04 10:00"), tom(room, "a strike"))
    room.go_to("2026-09-03 07:30")
    assert room.carried("weekly") == []
    with room.engine.begin() as conn:
        listed = slots.listed(
            conn, publication, organisation, now=room.now, until=room.now + timedelta(days=20)
        )
    assert [(one.slot, one.moved_why) for one in listed][:2] == [
        (SLOT, "moved by Tom: a strike"),
        ("2026-09-10T08:30", ""),
    ]
    room.go_to("2026-09-04 10:00")
    room.later(hours=1)
    assert room.carried("weekly") == [["news"]]


def test_an_unknown_slot_is_refused_with_the_nearest_one(room: Newsroom) -> None:
    with pytest.raises(Refused, match=f"did you mean '{SLOT}'|2026-09"):
        do(room, slots.skip, "2026-09-03T08:35")


def test_a_slot_is_not_steered_without_a_reason(room: Newsroom) -> None:
    with pytest.raises(Refused, match="reason"):
        do(room, slots.skip, SLOT, reason="")


def test_a_paused_run_sends_nothing_and_resumed_it_sends_all(room: Newsroom) -> None:
    room.go_to("2026-09-03 07:30")
    [run] = [run for run in room.runs("weekly") if run.state == "sending"]
    with room.engine.begin() as conn:
        steering.pause(conn, run, tom(room, "a wrong date"))
    assert [mail for mail in room.post() if "@example.org" in mail["To"]] == []
    with room.engine.begin() as conn:
        steering.resume(conn, steering.known(conn, run.id), tom(room))
    room.later(minutes=10)
    assert len([mail for mail in room.post() if "@example.org" in mail["To"]]) == 2
    assert room.states("weekly") == ["sent"]


def test_a_cancelled_run_keeps_balanced_books(room: Newsroom) -> None:
    room.go_to("2026-09-03 07:30")
    [run] = [run for run in room.runs("weekly") if run.state == "sending"]
    with room.engine.begin() as conn:
        assert steering.cancel(conn, run, tom(room, "a wrong date")) == 2
    assert [mail for mail in room.post() if "@example.org" in mail["To"]] == []
    with room.engine.begin() as conn:
        kept = books(conn, run.id)
    assert (kept.due, kept.waiting, kept.skipped) == (2, 0, {"cancelled": 2})
    with room.engine.begin() as conn, pytest.raises(Refused, match="cancelled"):
        steering.pause(conn, steering.known(conn, run.id), tom(room, "again"))


def named(room: Newsroom, slot: str = SLOT) -> slots.Named:
    return slots.Named(room.publication("weekly"), room.press.schedule.organisation, slot)


def tom(room: Newsroom, reason: str = "") -> Decision:
    return Decision("Tom", reason, room.now)


def do(room: Newsroom, verb: Callable[..., Run], slot: str, *, reason: str = "a strike") -> None:
    with room.engine.begin() as conn:
        verb(conn, named(room, slot), tom(room, reason))
