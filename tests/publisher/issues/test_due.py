"""What is due: every clause of the definition, each by an entry that differs in just that."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.entries import stamps, versions
from publisher.entries.reading import by_slug
from publisher.issues.compose import compose, reaches
from publisher.issues.due import due, takes
from publisher.issues.moving import set_aside
from publisher.issues.reasons import why_not_due
from subscribers.choices import Choice
from tests.support import sites
from tests.support.newsroom import Newsroom, newsroom


@pytest.fixture
def room(engine: Engine, tmp_path: Path) -> Newsroom:
    return newsroom(engine, tmp_path, now="2026-08-31 09:00")


def due_now(room: Newsroom, key: str = "weekly") -> list[str]:
    with room.engine.connect() as conn:
        return [version.content.slug for version in due(conn, room.publication(key), at=room.now)]


def test_what_is_released_is_due_until_an_issue_carries_it(room: Newsroom) -> None:
    room.release("news")
    assert due_now(room) == ["news"]
    room.go_to("2026-09-03 07:30")
    assert due_now(room) == []


def test_no_time_window_selects_anything(room: Newsroom) -> None:
    room.go_to("2026-09-03 07:30")
    room.release("late")
    room.go_to("2026-09-03 07:31")
    assert due_now(room) == ["late"]
    room.go_to("2026-09-10 07:30")
    room.go_to("2026-09-17 07:30")
    assert room.carried("weekly") == [["late"]]


def test_a_correction_is_due_once_more_and_a_minor_change_is_not(room: Newsroom) -> None:
    room.release("news")
    room.go_to("2026-09-03 07:30")
    room.later(hours=1)
    with room.engine.begin() as conn:
        versions.save(conn, sites.content("news", body="A comma."), "", now=room.now)
    assert due_now(room) == []
    with room.engine.begin() as conn:
        content = sites.content("news", body="On the 4th.")
        versions.save(conn, content, "", now=room.now, correction_note="The date was wrong.")
    assert due_now(room) == ["news"]
    room.go_to("2026-09-10 07:30")
    assert room.carried("weekly") == [["news"], ["news"]]


def test_what_came_in_as_already_published_is_never_due_not_even_corrected(room: Newsroom) -> None:
    sites.publish(room.engine, sites.content("old"), room.now, archived=True)
    with room.engine.begin() as conn:
        content = sites.content("old", body="Mended.")
        versions.save(conn, content, "", now=room.now, correction_note="A name was wrong.")
    assert due_now(room) == []


def test_withdrawn_expired_and_embargoed_entries_are_not_due(room: Newsroom) -> None:
    room.release("withdrawn")
    room.withdraw("withdrawn")
    room.release("expired", expires=room.now + timedelta(minutes=1))
    with room.engine.begin() as conn:
        content = sites.content("embargoed", release=room.now + timedelta(days=1))
        versions.save(conn, content, "", now=room.now)
        stamps.release(conn, "embargoed", room.now)
    room.later(minutes=2)
    assert due_now(room) == []
    with room.engine.connect() as conn:
        found = [by_slug(conn, slug) for slug in ("withdrawn", "expired", "embargoed")]
        said = why_not_due(conn, room.publication("weekly"), filter(None, found), at=room.now)
    assert list(said.values()) == ["it was withdrawn", "it has expired", "it is not released"]


def test_what_is_older_than_since_is_not_due(engine: Engine, tmp_path: Path) -> None:
    text = sites.SCHEDULE.replace("form: digest", "form: digest\n    since: 2026-08-01")
    room = newsroom(engine, tmp_path, now="2026-07-31 09:00", schedule=text)
    room.release("older")
    room.go_to("2026-08-03 09:00")
    room.release("newer")
    assert due_now(room) == ["newer"]


def test_a_publication_new_to_an_old_site_does_not_mail_the_past(engine: Engine, tmp_path: Path) -> None:
    room = newsroom(engine, tmp_path, now="2026-03-02 09:00", schedule=sites.SCHEDULE.split("  weekly:")[0])
    room.release("in-spring")
    room.now += timedelta(days=180)
    room.release("this-week")
    joined = newsroom(engine, tmp_path, now=f"{room.now:%Y-%m-%d %H:%M}")
    assert due_now(joined) == ["this-week"]


def test_set_aside_it_is_due_no_more(room: Newsroom) -> None:
    room.release("news")
    with room.engine.begin() as conn:
        version = by_slug(conn, "news")
        assert version is not None
        set_aside(conn, "weekly", version, reason="said twice", by="Tom", now=room.now)
    assert due_now(room) == []


def test_a_publication_takes_by_kind_topic_and_audience(tmp_path: Path) -> None:
    weekly = sites.schedule(tmp_path).publications["weekly"]
    message = sites.schedule(tmp_path).publications["messages"]
    assert takes(weekly, sites.content("anything"))
    assert not takes(message, sites.content("an-update"))


@pytest.mark.parametrize(
    ("for_", "except_", "topics", "audiences", "wanted", "expected"),
    [
        ((), (), (), {"education"}, set(), True),
        (("health",), (), (), {"education"}, set(), False),
        (("health",), (), (), {"education", "health"}, set(), True),
        ((), ("education",), (), {"education"}, set(), False),
        ((), ("education",), (), {"education", "health"}, set(), True),
        ((), ("foster carers",), (), {"education"}, set(), True),
        ((), (), ("neglect",), {"education"}, {"online"}, False),
        ((), (), ("neglect", "online"), {"education"}, {"online"}, True),
        ((), (), (), {"education"}, {"online"}, True),
        ((), (), ("neglect",), {"education"}, set(), True),
    ],
)
def test_an_entry_reaches_whom_it_is_for(
    for_: tuple[str, ...],
    except_: tuple[str, ...],
    topics: tuple[str, ...],
    audiences: set[str],
    wanted: set[str],
    expected: bool,
) -> None:
    content = sites.content("x", for_=for_, except_=except_, topics=topics)
    choice = Choice(1, frozenset(audiences), frozenset(wanted), "en-GB", "html")
    assert reaches(content, choice) is expected


def test_choices_that_come_to_the_same_share_one_edition_and_nobody_gets_an_empty_mail(
    room: Newsroom,
) -> None:
    room.release("for-all")
    room.release("for-surgeries", for_=("health",))
    with room.engine.connect() as conn:
        found = due(conn, room.publication("weekly"), at=room.now)
    choices = [
        Choice(1, frozenset({"education"}), frozenset(), "en-GB", "html"),
        Choice(2, frozenset({"education"}), frozenset({"online"}), "en-GB", "html"),
        Choice(3, frozenset({"health"}), frozenset(), "en-GB", "html"),
        Choice(4, frozenset({"health"}), frozenset(), "en-GB", "text"),
    ]
    made = compose(found, choices)
    assert [(len(one.versions), one.choice_ids) for one in made] == [(1, (1, 2)), (2, (3,)), (2, (4,))]
    only = [version for version in found if version.content.slug == "for-surgeries"]
    assert [one.choice_ids for one in compose(only, choices)] == [(3,), (4,)]
