"""A quarterly issue: drafted, edited, submitted, approved, fired at its slot, in the readers' inboxes."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from publisher.errors import Refused
from publisher.issues import approval, drafts, moving, sheet
from publisher.issues.issue import Issue, by_number, open_issues
from publisher.preflight import check
from tests.support import sites
from tests.support.newsroom import Newsroom, newsroom

KEY = "messages"
# The slot is Tuesday 1 September 2026 at 09.30 in London.
SLOT = "2026-09-01 08:30"


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-08-20 09:00")
    room.reader("ada", KEY)
    room.reader("bob", KEY, audiences=("health",))
    for slug in ("look-again", "ask-twice", "write-it-down"):
        room.release(slug, kind="key-message")
    return room


def the_issue(room: Newsroom) -> Issue:
    with room.engine.connect() as conn:
        [issue] = open_issues(conn, KEY)
        return issue


def test_a_quarter_from_draft_to_inbox(room: Newsroom) -> None:
    publication = room.publication(KEY)
    with room.engine.begin() as conn:
        issue = drafts.draft(conn, publication, now=room.now)
        assert issue is not None and issue.number == 1 and len(issue.entries) == 3
        text = sheet.write(issue).replace(
            "Subject:", "Subject: What we ask of you this autumn\n\nDear *all*,", 1
        )
        rows = [line for line in text.splitlines() if line.startswith("- ")]
        text = text.replace(rows[0] + "\n", "").replace(sheet.NEXT, f"{sheet.NEXT}\n\n{rows[0]}")
        given = sheet.check(text, issue)
        for slug in given.moved_on:
            moving.move_on(conn, issue, slug, by="Amina", now=room.now)
        issue = by_number(conn, KEY, 1)
        assert issue is not None
        issue = drafts.edit(
            conn,
            issue,
            subject=given.subject,
            introduction=given.introduction,
            order=given.order[::-1],
            by="Amina",
            now=room.now,
        )
        findings = check(conn, room.press, publication, issue, now=room.now)
        assert not any(finding.stops for finding in findings)
        approval.submit(conn, issue, findings, publication, by="Amina", now=room.now)
        approval.approve(conn, the(conn), publication, by="Tom", now=room.now)
    room.go_to("2026-09-01 08:29")
    assert room.states(KEY) == []
    room.go_to(SLOT)
    mails = [mail for mail in room.post() if "@example.org" in mail["To"]]
    assert sorted(mail["To"].split("<")[-1].strip(">") for mail in mails) == [
        "ada@example.org",
        "bob@example.org",
    ]
    assert {mail["Subject"] for mail in mails} == {"What we ask of you this autumn"}
    assert room.states(KEY) == ["sent"]
    [carried] = room.carried(KEY)
    assert carried == list(given.order[::-1])
    assert "run-finished" in room.told()
    # The entry moved on is due in the next issue, and only there.
    with room.engine.begin() as conn:
        following = drafts.draft(conn, publication, now=room.now)
        assert following is not None
        assert [version.content.slug for version in following.entries] == list(given.moved_on)


def the(conn: Connection) -> Issue:
    [issue] = open_issues(conn, KEY)
    return issue


def test_nobody_approves_what_they_submitted(room: Newsroom) -> None:
    with pytest.raises(Refused, match="somebody else must approve"):
        room.approved(KEY, submitter="Amina", names=[" amina "])


def test_a_change_after_approval_voids_it_and_says_so(room: Newsroom) -> None:
    room.approved(KEY)
    sites.publish(
        room.engine, sites.content("ask-twice", kind="key-message", body="Ask three times."), room.now
    )
    room.later(minutes=1)
    issue = the_issue(room)
    assert issue.state == "draft"
    with room.engine.connect() as conn:
        [(name, why, _)] = approval.voided(conn, issue)
    assert (name, why) == ("Tom", "‘Ask twice’ was changed")
    assert "approval-voided" in room.told()
    room.go_to(SLOT)
    assert room.carried(KEY) == []


def test_an_unapproved_issue_waits_at_its_slot_and_goes_once_approved_in_time(room: Newsroom) -> None:
    room.go_to(SLOT)
    assert room.states(KEY) == ["held"]
    assert "run-waits" in room.told()
    room.later(minutes=40)
    room.approved(KEY)
    room.later(minutes=1)
    [carried] = room.carried(KEY)
    assert sorted(carried) == ["ask-twice", "look-again", "write-it-down"]
    assert room.states(KEY) == ["sending"]


def test_approved_too_late_it_asks_and_goes_when_a_person_says_so(room: Newsroom) -> None:
    room.go_to(SLOT)
    room.later(minutes=61)
    assert room.states(KEY) == ["asking"]
    assert "run-asks" in room.told()
    room.approved(KEY)
    room.later(hours=3)
    assert room.carried(KEY) == []
    room.answer(KEY, "send")
    room.later(minutes=1)
    assert len(room.carried(KEY)) == 1
    assert room.runs(KEY)[0].late


def test_a_late_run_cannot_be_sent_unapproved(room: Newsroom) -> None:
    room.go_to("2026-09-01 12:00")
    with pytest.raises(Refused, match="not approved"):
        room.answer(KEY, "send")


def test_an_entry_withdrawn_after_approval_never_goes(room: Newsroom) -> None:
    room.approved(KEY)
    room.withdraw("ask-twice")
    room.go_to(SLOT)
    assert room.carried(KEY) == []
    assert room.states(KEY) == ["held"]


def test_called_back_before_its_slot_it_stays(room: Newsroom) -> None:
    room.approved(KEY)
    room.call_back(KEY)
    room.go_to(SLOT)
    assert room.carried(KEY) == []
    assert the_issue(room).state == "called-back"
