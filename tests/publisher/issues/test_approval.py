"""An approval stands behind one content: whatever changes that content takes the approval away."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from publisher.entries import versions
from publisher.issues import approval, drafts, moving
from publisher.issues.freshness import refresh
from publisher.issues.issue import Issue, open_issues
from publisher.runs.opening import approved_issue
from publisher.runs.run import all_runs
from tests.support import sites
from tests.support.newsroom import Newsroom, newsroom

KEY = "messages"


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-08-20 09:00")
    for slug in ("look-again", "ask-twice"):
        room.release(slug, kind="key-message")
    room.approved(KEY)
    return room


def now_open(room: Newsroom) -> Issue:
    with room.engine.connect() as conn:
        return now_open_in(conn)


def now_open_in(conn: Connection) -> Issue:
    [issue] = open_issues(conn, KEY)
    return issue


def sendable(room: Newsroom) -> Issue | None:
    """What the run of the next slot might send, as it is asked when it opens, without a look of the clock."""
    with room.engine.begin() as conn:
        [run, *_] = all_runs(conn, publication=KEY)
        return approved_issue(conn, room.publication(KEY), run, now=room.now)


def why_voided(room: Newsroom) -> list[str]:
    with room.engine.connect() as conn:
        return [why for _, why, _ in approval.voided(conn, now_open(room))]


@pytest.mark.parametrize("part", ["subject", "introduction", "order"])
def test_editing_anything_voids_the_approval(room: Newsroom, part: str) -> None:
    issue = now_open(room)
    order = [version.content.slug for version in issue.entries]
    with room.engine.begin() as conn:
        drafts.edit(
            conn,
            issue,
            subject="This autumn" if part == "subject" else issue.subject,
            introduction="Dear all," if part == "introduction" else issue.introduction,
            order=order[::-1] if part == "order" else order,
            by="Amina",
            now=room.now,
        )
    assert now_open(room).state == "draft"
    assert why_voided(room) == ["Amina edited the issue"]


def test_an_edit_that_changes_nothing_leaves_the_approval(room: Newsroom) -> None:
    issue = now_open(room)
    with room.engine.begin() as conn:
        drafts.edit(
            conn,
            issue,
            subject=issue.subject,
            introduction=issue.introduction,
            order=[version.content.slug for version in issue.entries],
            by="Amina",
            now=room.now,
        )
    assert now_open(room).state == "approved"


def test_setting_an_entry_aside_voids_the_approval(room: Newsroom) -> None:
    with room.engine.begin() as conn:
        moving.put_aside(conn, now_open_in(conn), "ask-twice", reason="No.", by="Amina", now=room.now)
    assert now_open(room).state == "draft"
    assert why_voided(room) == ["Amina set ‘Ask twice’ aside"]


def test_an_old_approval_does_not_count_for_a_new_content(room: Newsroom) -> None:
    with room.engine.begin() as conn:
        moving.move_on(conn, now_open_in(conn), "ask-twice", by="Amina", now=room.now)
        approval.submit(conn, now_open_in(conn), [], room.publication(KEY), by="Amina", now=room.now)
        assert approval.approvers(conn, now_open_in(conn)) == []
    assert now_open(room).state == "submitted"


def test_a_run_asks_once_more_whether_the_issue_is_as_it_was_approved(room: Newsroom) -> None:
    assert sendable(room) is not None
    with room.engine.begin() as conn:
        content = sites.content("ask-twice", kind="key-message", body="Ask three times.")
        versions.save(conn, content, "", now=room.now)
    assert sendable(room) is None


def test_a_run_asks_once_more_whether_an_entry_was_withdrawn_or_has_expired(room: Newsroom) -> None:
    with room.engine.begin() as conn:
        over = room.now + timedelta(minutes=5)
        content = sites.content("look-again", kind="key-message", expires=over)
        versions.save(conn, content, "", now=room.now)
        refresh(conn, now_open_in(conn), now=room.now)
    room.approved(KEY)
    assert sendable(room) is not None
    room.now = over
    assert sendable(room) is None
    room.now -= timedelta(minutes=1)
    room.withdraw("ask-twice")
    assert sendable(room) is None
