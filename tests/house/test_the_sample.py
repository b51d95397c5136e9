"""The sample site is real enough to learn from and invented enough to harm nobody."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.entries import files
from publisher.entries.entry import Content
from publisher.entries.kinds import KINDS
from publisher.schedule import Schedule, read_schedule
from subscribers.importing import import_csv
from subscribers.rows import Known

ROOT = Path(__file__).parents[2]
INVENTED = re.compile(r"(?:.*\.)?example\.(?:org|com)")
HOST = re.compile(r"(?:https?://|@)([A-Za-z0-9.-]+\.[a-z]+)")
# Ofcom keeps these free for drama, so that no telephone rings.
DRAMA = re.compile(r"01632 960 \d{3}|0808 157 0\d{3}|020 7946 0\d{3}")
NUMBER = re.compile(r"\b0\d{2,4} \d{3}[ \d]*\d\b")


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return read_schedule(ROOT / "schedule.yaml")


@pytest.fixture(scope="module")
def sample(schedule: Schedule) -> list[Content]:
    return [
        files.parse(path.read_bytes(), path.name, schedule.vocabulary)
        for path in sorted((ROOT / "entries").glob("*.md"))
    ]


def test_every_kind_of_entry_is_in_the_sample(sample: list[Content]) -> None:
    assert {content.kind for content in sample} == set(KINDS)


def test_the_sample_shows_each_thing_an_entry_can_have(sample: list[Content]) -> None:
    assert any(content.date and content.date.day is None for content in sample)
    assert any(content.release for content in sample)
    assert any(content.expires for content in sample)
    assert any(content.member_price and content.book_by for content in sample)
    assert any(content.language == "cy" for content in sample)
    types = {content.enclosure.type for content in sample if content.enclosure}
    assert types == {"application/pdf", "audio/mpeg"}
    assert {relation.sort for content in sample for relation in content.relations} == {
        "replaces",
        "follows-up",
    }


def test_entries_are_tied_only_to_entries_that_exist(sample: list[Content]) -> None:
    names = {content.slug for content in sample}
    assert {relation.slug for content in sample for relation in content.relations} <= names


def test_an_except_that_names_no_audience_is_shown_once_on_purpose(
    sample: list[Content], schedule: Schedule
) -> None:
    flagged = [content.slug for content in sample if files.flags(content, schedule.vocabulary)]
    assert flagged == ["working-with-people-who-harm-partners"]


def test_key_messages_fill_four_quarterly_issues(sample: list[Content]) -> None:
    months = [content.date for content in sample if content.kind == "key-message"]
    quarters = [
        ("2025-09", "2025-11"),
        ("2025-12", "2026-02"),
        ("2026-03", "2026-05"),
        ("2026-06", "2026-08"),
    ]
    for first, last in quarters:
        assert sum(first <= str(date)[:7] <= last for date in months) >= 3


def test_nothing_in_the_sample_leads_to_a_real_person() -> None:
    papers = [*(ROOT / "entries").glob("*.md"), *(ROOT / "issues").glob("*.md"), ROOT / "schedule.yaml"]
    for path in [*papers, ROOT / "people.csv"]:
        text = path.read_text(encoding="utf-8")
        assert [host for host in HOST.findall(text) if not INVENTED.fullmatch(host)] == [], path.name
        assert [number for number in NUMBER.findall(text) if not DRAMA.fullmatch(number)] == [], path.name


def test_sixty_readers_come_in_with_their_consent(engine: Engine, schedule: Schedule) -> None:
    known = Known(frozenset(schedule.publications), frozenset(schedule.audiences), frozenset(schedule.topics))
    with engine.begin() as conn, (ROOT / "people.csv").open("rb") as file:
        report = import_csv(conn, file, known, now=datetime(2025, 9, 1, tzinfo=UTC), name="people.csv")
    assert (report.people, report.bad_rows) == (60, [])
    with (ROOT / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["audiences"] for row in rows}) == 7
    assert {key for row in rows for key in row["publications"].split(";")} == set(schedule.publications)
    assert {row["format"] for row in rows} == {"html", "text"}
