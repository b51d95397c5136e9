"""When a run cannot be made nothing of it stays, the office hears of it, and it goes once it is mended."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from publisher.runs import by_hand, slots
from publisher.runs.decision import Decision
from publisher.store.tables import delivery, issue, service_mail
from tests.support.newsroom import Newsroom, newsroom

SLOT = "2026-09-03 07:30"


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.release("news")
    return room


def broken(room: Newsroom, *names: str) -> None:
    """The site's own templates of these names are nonsense from now on."""
    folder = room.folder / "templates" / "email"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text("{{ nonsense }}", encoding="utf-8")
    room.press = room.opened_again()


def test_a_run_that_cannot_be_rendered_is_held_and_goes_once_it_is_mended(room: Newsroom) -> None:
    broken(room, "digest.html")
    room.go_to(SLOT)
    room.later(minutes=1)
    [run, *_] = room.runs("weekly")
    assert (run.state, run.waits_for) == ("held", "repair")
    assert "nonsense" in run.reason
    assert room.told() == ["stopped"]
    with room.engine.connect() as conn:
        issues = select(issue.c.id).where(issue.c.publication == "weekly")
        assert conn.execute(issues).all() == []
        assert conn.execute(select(delivery.c.id).where(delivery.c.issue_id.is_not(None))).all() == []
    (room.folder / "templates/email/digest.html").unlink()
    room.press = room.opened_again()
    room.later(minutes=1)
    assert room.carried("weekly") == [["news"]]


def test_the_office_hears_of_trouble_even_when_its_own_letter_cannot_be_set(room: Newsroom) -> None:
    broken(room, "digest.html", "service.html")
    room.go_to(SLOT)
    with room.engine.connect() as conn:
        [letter] = conn.execute(select(service_mail.c.html, service_mail.c.text)).all()
    assert letter.html == ""
    assert "could not be made" in letter.text
    assert room.press.schedule.organisation.safety_notice in letter.text


def test_a_run_by_hand_ends_those_whose_moment_has_passed(room: Newsroom) -> None:
    publication, organisation = room.publication("weekly"), room.press.schedule.organisation
    named = slots.Named(publication, organisation, "2026-09-03T08:30")
    with room.engine.begin() as conn:
        slots.hold(conn, named, Decision("Tom", "Ill.", room.now))
    room.go_to("2026-09-03 09:00")
    with room.engine.begin() as conn:
        made = by_hand.make_run(conn, publication, fires_at=room.now, by="Tom", now=room.now)
        assert by_hand.fold_waiting(conn, publication, made, now=room.now) == 1
    states = {run.slot: run.state for run in room.runs("weekly")}
    assert states == {"2026-09-03T08:30": "folded", made.slot: "planned", "2026-09-10T08:30": "planned"}
