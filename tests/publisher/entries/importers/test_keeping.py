"""Drafts kept: twice changes nothing, changed text makes a version, and the past is released as past."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from publisher.entries import reading, versions
from publisher.entries.entry import EntryDate
from publisher.entries.importers import keep, past
from publisher.entries.importers.keeping import Kept
from publisher.errors import Refused
from tests.publisher.entries.importers.reading import page, taken


def test_importing_twice_changes_nothing(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        first = keep(conn, page("board-page.html"), release=False, archive=False, now=now)
    with engine.begin() as conn:
        second = keep(conn, page("board-page.html"), release=False, archive=False, now=now)
        assert len(reading.all_entries(conn)) == 4
        assert all(version.number == 1 for version in reading.all_entries(conn))
    assert len(first.added) == 4
    assert second == Kept(unchanged=first.added)


def test_a_changed_page_makes_new_versions_of_what_changed(engine: Engine, now: datetime) -> None:
    text = "June 2026\n\nBees\nBees live under the roof of the hall.\n\nWasps\nWasps live in the shed by the gate.\n"
    with engine.begin() as conn:
        keep(conn, taken(text), release=True, archive=False, now=now)
        kept = keep(conn, taken(text.replace("shed", "barn")), release=True, archive=False, now=now)
        assert (kept.changed, kept.unchanged) == (("2026-06-wasps",), ("2026-06-bees",))
        assert reading.known(conn, "2026-06-wasps").number == 2


def test_an_archived_entry_bears_its_own_date_and_one_without_stays_a_draft(
    engine: Engine, now: datetime
) -> None:
    text = "Wasps\nWasps live in the shed.\n\nJune 2024\n\nBees\nBees live under the roof of the hall.\n"
    with engine.begin() as conn:
        kept = keep(conn, taken(text), release=False, archive=True, now=now)
        assert (kept.released, kept.unreleased) == (("2024-06-bees",), ("wasps",))
        bees = reading.known(conn, "2024-06-bees")
    assert bees.archived
    assert bees.published_at == datetime(2024, 6, 1, 8, tzinfo=UTC)
    assert bees.released_at == now
    assert bees.content.date == EntryDate(2024, 6)


def test_what_is_over_sixty_days_old_is_told(now: datetime) -> None:
    assert past(taken("July 2026\n\nBees\nBees live in the hall.\n"), now) == ()
    assert past(taken("June 2026\n\nBees\nBees live in the hall.\n"), now) == ("2026-06-bees",)


def test_release_and_archive_exclude_each_other(engine: Engine, now: datetime) -> None:
    with engine.begin() as conn:
        try:
            keep(conn, taken("A title\nWith words of its own.\n"), release=True, archive=True, now=now)
        except Refused as refused:
            assert "exclude each other" in str(refused)


def test_an_editors_work_is_not_imported_over(engine: Engine, now: datetime) -> None:
    text = "June 2026\n\nBees\nBees live under the roof of the hall.\n"
    with engine.begin() as conn:
        keep(conn, taken(text), release=False, archive=False, now=now)
        mine = replace(reading.known(conn, "2026-06-bees").content, title="Bees at the hall")
        versions.save(conn, mine, "", now=now)
        kept = keep(conn, taken(text), release=False, archive=False, now=now)
        assert kept == Kept(unchanged=("2026-06-bees",))
        assert reading.known(conn, "2026-06-bees").content.title == "Bees at the hall"


def test_another_entry_of_the_same_name_is_another_entry(engine: Engine, now: datetime) -> None:
    first = "Welcome\nThis winter was long, and many of you kept warm rooms open for the rest of us.\n"
    second = "Welcome\nSummer brings the fair; forty groups have asked to have a stall there already.\n"
    with engine.begin() as conn:
        keep(conn, taken(first), release=False, archive=False, now=now)
        assert keep(conn, taken(second), release=False, archive=False, now=now).added == ("welcome-2",)
        again = keep(conn, taken(second), release=False, archive=False, now=now)
        assert again.unchanged == ("welcome-2",)
