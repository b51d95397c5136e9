"""Days as people write them: lists and runs of days begin at the first and end at the last."""

from datetime import UTC, date, datetime

import pytest

from publisher.entries.importers.dates import find_dates
from tests.publisher.entries.importers.reading import taken

NEAR = date(2026, 2, 12)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10, 11 and 12 March 2026, 9am - 4.30pm", date(2026, 3, 10), date(2026, 3, 12)),
        ("3 and 10 June 2026", date(2026, 6, 3), date(2026, 6, 10)),
        ("Mondays 2, 9 & 16 March", date(2026, 3, 2), date(2026, 3, 16)),
        ("2, 9, 16 March 2026", date(2026, 3, 2), date(2026, 3, 16)),
        ("Tuesday 3rd, Thursday 5th and Friday 6th March 2026", date(2026, 3, 3), date(2026, 3, 6)),
        ("30 March to 2 April 2026", date(2026, 3, 30), date(2026, 4, 2)),
        ("28 December - 2 January 2027", date(2026, 12, 28), date(2027, 1, 2)),
        ("10 March, 17 March and 24 March 2026", date(2026, 3, 10), date(2026, 3, 24)),
        ("17-21 November 2025", date(2025, 11, 17), date(2025, 11, 21)),
    ],
)
def test_a_list_of_days_begins_at_the_first_and_ends_at_the_last(text: str, first: date, last: date) -> None:
    (found,) = find_dates(text, NEAR)
    assert (found.date.first_day, found.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "Issue 12, 14 March 2026",
        "Issue 12 – 14 March 2026",
        "Room 2, 14 March 2026",
        "£25, 14 March 2026",
        "at 10.12, 14 March 2026",
        "30, 14 March 2026",
    ],
)
def test_a_number_that_counts_something_else_is_no_day(text: str) -> None:
    (found,) = find_dates(text, NEAR)
    assert (found.date.first_day, found.last) == (date(2026, 3, 14), None)


def test_a_course_of_three_days_starts_on_the_first_morning() -> None:
    found = taken("TRAINING\n\nFirst aid\n10, 11 and 12 June 2026, 9am - 4.30pm, Mill Hall\nBook by email.\n")
    content = found.entries[0].content
    assert content.starts == datetime(2026, 6, 10, 8, tzinfo=UTC)
    assert content.ends == datetime(2026, 6, 12, 15, 30, tzinfo=UTC)


def test_a_list_without_end_is_read_in_time() -> None:
    assert find_dates("1, " * 1_600, NEAR) == find_dates("mon 1 and " * 500, NEAR) == []
