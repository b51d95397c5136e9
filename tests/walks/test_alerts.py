"""Alerts: at once, by two names, with a grace to call back and a brake on how many a day."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.entries import versions
from publisher.issues.approval import approve
from publisher.issues.issue import open_issues
from tests.support import sites
from tests.support.newsroom import Newsroom, newsroom

SCHEDULE = (
    sites.SCHEDULE.split("publications:")[0]
    + """publications:
  alerts:
    title: Alerts
    form: alert
    takes: {kinds: [alert]}
    when: at once
    approvals: 2
    brake: {grace: 10 min, per_day: 2}
    late: ask
"""
)


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-09-01 09:00", schedule=SCHEDULE)
    room.reader("ada", "alerts")
    return room


def approve_all(room: Newsroom, *names: str) -> None:
    with room.engine.begin() as conn:
        for name in names:
            for issue in open_issues(conn, "alerts"):
                if issue.state == "submitted":
                    approve(conn, issue, room.publication("alerts"), by=name, now=room.now)


def test_an_alert_waits_for_two_names_and_its_grace_then_goes(room: Newsroom) -> None:
    room.release("contaminated", kind="alert")
    room.later(minutes=1)
    assert room.told() == ["approval-wanted"]
    approve_all(room, "Amina", "amina")
    room.later(minutes=30)
    assert room.runs("alerts") == []
    approve_all(room, "Tom")
    room.later(minutes=1)
    room.later(minutes=8)
    assert room.carried("alerts") == []
    room.later(minutes=2)
    assert room.carried("alerts") == [["contaminated"]]
    [mail] = [mail for mail in room.post() if "ada@" in mail["To"]]
    assert "Contaminated" in mail["Subject"]
    assert room.states("alerts") == ["sent"]


def test_called_back_within_its_grace_it_does_not_go(room: Newsroom) -> None:
    room.release("too-soon", kind="alert")
    room.later(minutes=1)
    approve_all(room, "Amina", "Tom")
    room.later(minutes=1)
    room.call_back("alerts", by="Amina")
    room.later(minutes=30)
    assert room.carried("alerts") == []
    assert [run.state for run in room.runs("alerts")] == ["cancelled"]


def test_a_correction_within_the_grace_needs_new_approval(room: Newsroom) -> None:
    room.release("wrong", kind="alert")
    room.later(minutes=1)
    approve_all(room, "Amina", "Tom")
    room.later(minutes=1)
    sites.publish(room.engine, sites.content("wrong", kind="alert", body="Now it is right."), room.now)
    room.later(minutes=20)
    assert room.carried("alerts") == []
    approve_all(room, "Amina", "Tom")
    room.later(minutes=1)
    room.later(minutes=11)
    assert room.carried("alerts") == [["wrong"]]


def test_more_alerts_than_a_day_may_have_ask(room: Newsroom) -> None:
    for slug in ("one", "two", "three"):
        room.release(slug, kind="alert")
    room.later(minutes=1)
    approve_all(room, "Amina", "Tom")
    room.later(minutes=1)
    room.later(minutes=11)
    assert len(room.carried("alerts")) == 2
    [asking] = [run for run in room.runs("alerts") if run.state == "asking"]
    assert asking.waits_for == "brake"
    assert "run-asks" in room.told()
    room.answer("alerts", "send")
    room.later(minutes=1)
    assert len(room.carried("alerts")) == 3


def test_an_alert_that_an_outage_made_late_asks(room: Newsroom) -> None:
    room.release("night", kind="alert")
    room.later(minutes=1)
    approve_all(room, "Amina", "Tom")
    room.later(minutes=1)
    room.later(hours=5)
    assert room.carried("alerts") == []
    assert [run.state for run in room.runs("alerts")] == ["asking"]


def test_a_correction_of_an_alert_that_went_is_an_alert_again(room: Newsroom) -> None:
    for note in ("", "The batch number was wrong."):
        if note:
            with room.engine.begin() as conn:
                versions.save(
                    conn,
                    sites.content("batch", kind="alert", body="Batch 12."),
                    "",
                    now=room.now,
                    correction_note=note,
                )
        else:
            room.release("batch", kind="alert")
        room.later(minutes=1)
        approve_all(room, "Amina", "Tom")
        room.later(minutes=1)
        room.later(minutes=11)
    assert room.carried("alerts") == [["batch"], ["batch"]]


def test_dropping_one_alert_leaves_the_others(room: Newsroom) -> None:
    room.release("night", kind="alert")
    room.later(minutes=1)
    approve_all(room, "Amina", "Tom")
    room.later(minutes=1)
    room.later(hours=5)
    room.release("morning", kind="alert")
    room.answer("alerts", "drop")
    room.later(minutes=1)
    approve_all(room, "Amina", "Tom")
    room.later(minutes=1)
    room.later(minutes=11)
    assert room.carried("alerts") == [["morning"]]
