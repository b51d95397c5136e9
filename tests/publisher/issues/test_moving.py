"""An entry that a person took out of an issue is where they said: in the next one, or in none."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.issues import drafts, moving
from publisher.issues.issue import open_issues
from tests.support.newsroom import Newsroom, newsroom

KEY = "messages"


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-08-20 09:00")
    for slug in ("look-again", "ask-twice"):
        room.release(slug, kind="key-message")
    return room


def drafted(room: Newsroom) -> list[str]:
    with room.engine.begin() as conn:
        issue = drafts.draft(conn, room.publication(KEY), now=room.now)
        return [] if issue is None else sorted(version.content.slug for version in issue.entries)


def test_what_was_moved_on_does_not_come_back_when_the_draft_is_filled_again(room: Newsroom) -> None:
    assert drafted(room) == ["ask-twice", "look-again"]
    with room.engine.begin() as conn:
        [issue] = open_issues(conn, KEY)
        moving.move_on(conn, issue, "ask-twice", by="Amina", now=room.now)
    assert drafted(room) == ["look-again"]


def test_what_was_moved_on_is_in_the_next_issue(room: Newsroom) -> None:
    drafted(room)
    with room.engine.begin() as conn:
        [issue] = open_issues(conn, KEY)
        moving.move_on(conn, issue, "ask-twice", by="Amina", now=room.now)
    room.approved(KEY)
    room.go_to("2026-09-01 08:30")
    assert room.carried(KEY) == [["look-again"]]
    assert drafted(room) == ["ask-twice"]


def test_what_was_set_aside_is_in_no_issue(room: Newsroom) -> None:
    drafted(room)
    with room.engine.begin() as conn:
        [issue] = open_issues(conn, KEY)
        moving.put_aside(conn, issue, "ask-twice", reason="Old.", by="Amina", now=room.now)
    assert drafted(room) == ["look-again"]
    room.approved(KEY)
    room.go_to("2026-09-01 08:30")
    assert drafted(room) == []
