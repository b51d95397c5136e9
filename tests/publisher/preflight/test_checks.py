"""Preflight: each thing that an editor should hear of before an issue goes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from publisher.errors import Refused
from publisher.issues.approval import submit
from publisher.issues.drafts import draft
from publisher.issues.finding import Finding
from publisher.preflight import check
from tests.support.newsroom import Newsroom, newsroom


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    return newsroom(engine, tmp_path, now="2026-08-20 09:00")


def findings(room: Newsroom) -> list[Finding]:
    with room.engine.begin() as conn:
        issue = draft(conn, room.publication("messages"), now=room.now)
        assert issue is not None
        return check(conn, room.press, room.publication("messages"), issue, now=room.now)


@pytest.mark.parametrize(
    ("given", "code", "stops"),
    [
        ({"date": None}, "undated", False),
        ({"starts": date(2026, 8, 28)}, "past", False),
        ({"book_by": date(2026, 8, 28)}, "past", False),
        ({"except_": ("education", "health")}, "for_nobody", False),
        ({"for_": ("health",)}, "reaches_nobody", False),
        ({"except_": ("foster carers",)}, "except_is_text", False),
        ({"link": "https://localhost/x"}, "bad_link", False),
    ],
)
def test_what_is_odd_about_an_entry_is_said(
    room: Newsroom, given: dict[str, Any], code: str, stops: bool
) -> None:
    room.reader("ada", "messages")
    room.release("plain", kind="key-message")
    room.release("odd", kind="key-message", **given)
    [found] = findings(room)
    assert (found.fault.code, found.stops, found.fault.where) == (code, stops, "odd")


def test_an_entry_that_expires_before_the_slot_stops_the_issue(room: Newsroom) -> None:
    room.reader("ada", "messages")
    room.release("short", kind="key-message", expires=room.now + timedelta(days=3))
    found = findings(room)
    assert [(one.fault.code, one.stops) for one in found] == [("expired", True)]
    with room.engine.begin() as conn, pytest.raises(Refused, match="expires before the issue goes"):
        issue = draft(conn, room.publication("messages"), now=room.now)
        assert issue is not None
        submit(conn, issue, found, room.publication("messages"), by="Amina", now=room.now)


def test_an_issue_for_nobody_is_said(room: Newsroom) -> None:
    room.release("plain", kind="key-message")
    assert [one.fault.code for one in findings(room)] == ["no_readers"]


def test_an_issue_without_entries_stops(room: Newsroom) -> None:
    room.reader("ada", "messages")
    room.release("plain", kind="key-message")
    findings(room)
    room.withdraw("plain")
    assert [(one.fault.code, one.stops) for one in findings(room)] == [("empty", True)]


def test_a_template_that_fails_is_found_before_the_slot_and_holds_a_digest(room: Newsroom) -> None:
    room.reader("ada", "messages", "weekly")
    room.release("plain", kind="key-message")
    own = room.folder / "templates" / "email"
    own.mkdir(parents=True)
    (own / "issue.html").write_text("{{ nothing.like.this }}", encoding="utf-8")
    (own / "digest.html").write_text("{{ nothing.like.this }}", encoding="utf-8")
    room.press = room.opened_again()
    [found] = findings(room)
    assert found.stops
    assert "issue.html" in str(found)
    room.go_to("2026-08-27 07:30")
    assert room.carried("weekly") == []
    assert room.states("weekly")[-1] == "held"
    assert "stopped" in room.told()
    (own / "digest.html").unlink()
    room.press = room.opened_again()
    room.later(minutes=2)
    assert room.carried("weekly") == [["plain"]]


def test_a_site_without_a_safety_notice_sends_nothing(room: Newsroom) -> None:
    room.reader("ada", "messages")
    room.release("plain", kind="key-message")
    schedule = room.press.schedule
    silent = replace(schedule, organisation=replace(schedule.organisation, safety_notice=" "))
    room.press = replace(room.press, schedule=silent)
    assert ("no_notice", True) in [(found.fault.code, found.stops) for found in findings(room)]
