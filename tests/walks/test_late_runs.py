"""Late is decided: what each policy does with slots that passed while nothing ran."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.clock.tick import tick
from tests.support import sites
from tests.support.newsroom import at, newsroom

HEAD = sites.SCHEDULE.split("publications:")[0]


def daily(late: str, more: str = "") -> str:
    """A site with one digest, every day at half past eight, with this late policy."""
    return f"""{HEAD}publications:
  daily:
    title: The day
    form: digest
    when: {{daily: every day, at: "08:30"}}
    late: {late}
{more}"""


def test_three_days_down_make_one_digest_with_all_that_is_due(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("send"))
    room.release("one")
    room.go_to("2026-09-05 09:00")
    assert room.carried("daily") == [["one"]]
    assert room.states("daily") == ["folded", "folded", "folded", "sent"]
    assert [run.late for run in room.runs("daily") if run.state == "sent"] == [True]


def test_fold_leaves_what_was_missed_to_the_next_slot(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("fold"))
    room.release("one")
    room.go_to("2026-09-04 10:00")
    assert room.carried("daily") == []
    assert set(room.states("daily")) == {"folded"}
    room.release("two")
    room.go_to("2026-09-05 07:30")
    assert room.carried("daily") == [["one", "two"]]


def test_ask_asks_once_and_a_slot_on_time_needs_no_answer(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("ask"))
    room.release("one")
    room.go_to("2026-09-03 10:00")
    room.later(minutes=5)
    assert room.states("daily") == ["folded", "asking"]
    assert room.told() == ["run-asks"]
    room.go_to("2026-09-04 07:30")
    assert room.carried("daily") == [["one"]]
    assert room.states("daily") == ["folded", "folded", "sent"]


def test_drop_keeps_what_was_missed_to_the_site_and_feeds(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("drop"))
    room.release("missed")
    room.go_to("2026-09-02 10:00")
    assert room.states("daily") == ["skipped"]
    room.release("fresh")
    room.go_to("2026-09-03 07:30")
    room.go_to("2026-09-04 07:30")
    assert room.carried("daily") == [["fresh"]]


@pytest.mark.parametrize("policy", ["send", "fold", "ask"])
def test_more_than_seven_days_back_a_person_decides(engine: Engine, tmp_path: Path, policy: str) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily(policy))
    room.release("old")
    room.go_to("2026-09-12 07:31")
    assert room.carried("daily") == []
    assert room.states("daily")[-1] == "asking"
    # The next slots do not go over the person's head.
    room.go_to("2026-09-13 07:30")
    assert room.carried("daily") == []
    room.answer("daily", "send")
    room.later(minutes=1)
    assert room.carried("daily") == [["old"]]
    room.release("new")
    room.go_to("2026-09-14 07:30")
    assert room.carried("daily") == [["old"], ["new"]]


def test_an_answer_to_drop_passes_the_entries_over(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("ask"))
    room.release("one")
    room.go_to("2026-09-02 12:00")
    room.answer("daily", "drop")
    room.go_to("2026-09-03 07:30")
    assert room.carried("daily") == []


def test_a_hold_waits_for_two_entries_or_two_weeks(engine: Engine, tmp_path: Path) -> None:
    hold = "    hold: {at_least: 2, at_most_weeks: 1}\n"
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("send", hold))
    room.release("one")
    room.go_to("2026-09-02 07:30")
    assert room.states("daily") == ["folded"]
    room.release("two")
    room.go_to("2026-09-03 07:30")
    assert room.carried("daily") == [["one", "two"]]
    room.release("three")
    for day in range(4, 10):
        room.go_to(f"2026-09-{day:02d} 07:30")
    assert len(room.carried("daily")) == 1
    room.go_to("2026-09-10 07:30")
    assert room.carried("daily")[1:] == [["three"]]


def test_nothing_due_makes_no_issue_and_no_mail(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("send"))
    room.reader("ada", "daily")
    room.go_to("2026-09-02 07:30")
    assert room.states("daily") == ["skipped"]
    assert room.post() == []


def test_two_clocks_at_once_make_one_run_per_slot(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("send"))
    room.reader("ada", "daily")
    for day in range(2, 7):
        room.release(f"of-day-{day}")
        room.now = at(f"2026-09-{day:02d} 07:30")
        clocks = [
            threading.Thread(target=tick, args=(engine, room.press), kwargs={"now": room.now})
            for _ in range(3)
        ]
        for clock in clocks:
            clock.start()
        for clock in clocks:
            clock.join()
        mails = room.post()
    assert room.carried("daily") == [[f"of-day-{day}"] for day in range(2, 7)]
    assert [run.state for run in room.runs("daily") if run.fires_at <= room.now] == ["sent"] * 5
    assert len([mail for mail in mails if "ada@" in mail["To"]]) == 5


def test_a_clock_that_jumps_back_creates_no_slot_again(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=daily("send"))
    room.release("one")
    room.go_to("2026-09-02 07:30")
    room.go_to("2026-08-30 07:30")
    room.go_to("1970-01-01 00:00")
    room.go_to("2026-09-02 07:31")
    assert room.carried("daily") == [["one"]]
    slots = [run.slot for run in room.runs("daily")]
    assert len(slots) == len(set(slots))
