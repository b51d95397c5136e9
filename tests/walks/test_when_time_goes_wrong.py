"""Machines stop, clocks change, laptops sleep, jobs are lost: each slot has one run, and lateness is seen."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select

from publisher.clock.alarm import Look
from publisher.clock.tick import tick
from publisher.store.tables import delivery, run, run_event
from tests.support.newsroom import Newsroom, at, newsroom
from tests.walks.test_late_runs import HEAD, daily


def mails_to(room: Newsroom, name: str) -> list[str]:
    return [mail.as_string() for mail in room.post() if f"{name}@" in mail["To"]]


@pytest.mark.parametrize("hours", [0.5, 8], ids=["down over one slot", "asleep for eight hours"])
def test_a_slot_that_passed_while_nothing_ran_has_its_run_at_the_start_marked_late(
    hours: float, engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """F-D1, F-D10: down or asleep over half past eight; one run, with how late it is on it."""
    room = newsroom(
        engine, tmp_path, now="2026-09-01 12:00", schedule=daily("send", "    late_after: 5 min\n")
    )
    room.reader("ada", "daily")
    room.release("news")
    look = Look(lambda now: tick(engine, room.press, now=now), every=timedelta(seconds=20))
    look(at("2026-09-02 07:00"))
    room.now = at("2026-09-02 07:00") + timedelta(hours=hours + 0.5)
    look(room.now)
    look(room.now)
    assert "the clock went from" in caplog.text
    runs = [one for one in room.runs("daily") if one.fires_at <= room.now]
    assert [(one.slot, one.late, one.state) for one in runs] == [("2026-09-02T08:30", True, "sending")]
    assert room.carried("daily") == [["news"]] and len(mails_to(room, "ada")) == 1


@pytest.mark.parametrize("days", [1, 7])
def test_a_slot_whose_row_was_lost_is_found_again_and_only_once(
    days: int, engine: Engine, tmp_path: Path
) -> None:
    """F-D3: whoever should have planned it did not; the look back over seven days does."""
    room = newsroom(engine, tmp_path, now="2026-09-01 12:00", schedule=daily("send"))
    room.reader("ada", "daily")
    room.release("news")
    with engine.begin() as conn:
        conn.execute(delete(run_event))
        conn.execute(delete(run))
    room.now = at(f"2026-09-{1 + days:02d} 07:31")
    for _ in range(3):
        room.go_to(room.now)
    slots = [one.slot for one in room.runs("daily")]
    assert len(slots) == len(set(slots)) == days + 1, "each that passed, and the next"
    assert room.carried("daily") == [["news"]] and len(mails_to(room, "ada")) == 1


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"], ids=["spring", "autumn"])
def test_on_the_nights_when_the_clocks_change_each_of_four_slots_has_one_run(
    night: str, engine: Engine, tmp_path: Path
) -> None:
    """F-D5, F-D6: half past midnight, one, half past one, two; four runs, though the hour is missing or twice."""
    times = ("00:30", "01:00", "01:30", "02:00")
    publications = "".join(
        f'  at{n}: {{title: At {n}, form: digest, when: {{daily: every day, at: "{time}"}}, late: send}}\n'
        for n, time in enumerate(times)
    )
    day = int(night[-2:])
    room = newsroom(
        engine, tmp_path, now=f"{night[:8]}{day - 1} 12:00", schedule=f"{HEAD}publications:\n{publications}"
    )
    room.release("news")
    for hour in range(22, 28):
        for minute in range(0, 60, 10):
            room.go_to(f"{night[:8]}{day - 1 + hour // 24:02d} {hour % 24:02d}:{minute:02d}")
    runs = [one for n in range(4) for one in room.runs(f"at{n}") if one.slot.startswith(night)]
    assert sorted(one.slot for one in runs) == [f"{night}T{time}" for time in times]
    assert [room.carried(f"at{n}") for n in range(4)] == [[["news"]]] * 4


def test_a_run_that_takes_longer_than_its_period_does_not_overlap_the_next(
    engine: Engine, tmp_path: Path
) -> None:
    """F-D12: what the first could not hand over before the second slot ends there, and is counted."""
    room = newsroom(engine, tmp_path, now="2026-09-01 12:00", schedule=daily("send"))
    room.reader("ada", "daily")
    room.release("one")
    room.go_to("2026-09-02 07:30")
    room.release("two")
    room.go_to("2026-09-03 07:30")
    room.go_to("2026-09-03 07:31")
    assert [one.state for one in room.runs("daily")][:2] == ["sending", "sending"]
    [mail] = mails_to(room, "ada")
    assert "Two" in mail and room.carried("daily") == [["one"], ["two"]]
    assert room.states("daily") == ["sent with failures", "sent"]
    with engine.begin() as conn:
        assert list(
            conn.scalars(
                select(delivery.c.state).where(delivery.c.run_id.is_not(None)).order_by(delivery.c.id)
            )
        ) == [
            "expired",
            "accepted",
        ]


def test_nobody_subscribed_means_nobody_written_to(engine: Engine, tmp_path: Path) -> None:
    """F-E8: an audience of none is none, and not all; the run says so."""
    room = newsroom(engine, tmp_path, now="2026-09-01 12:00", schedule=daily("send"))
    room.release("news")
    room.go_to("2026-09-02 07:30")
    office = room.press.schedule.organisation.editors
    assert {mail["To"] for mail in room.post()} <= set(office)
    [sent] = [one for one in room.runs("daily") if one.fires_at <= room.now]
    assert (sent.state, sent.head_count) == ("sent", 0)
    assert "0 due = 0 sent + 0 waiting + 0 failed + 0 skipped" in sent.reason
