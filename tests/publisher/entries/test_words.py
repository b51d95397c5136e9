"""Dates and facts as people say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from publisher.entries.entry import EntryDate
from publisher.entries.words import (
    closing_words,
    counted,
    date_words,
    day_words,
    facts,
    length_words,
    price_words,
    span_words,
    stamp_words,
    time_words,
)
from tests.publisher.entries.samples import read

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 9, 16)


def test_numbers_come_with_their_noun() -> None:
    assert [counted(n, "entry") for n in (0, 1, 1240)] == ["0 entries", "1 entry", "1,240 entries"]
    assert [counted(n, "day") for n in (1, 2)] == ["1 day", "2 days"]
    assert counted(3, "mail", "different mails") == "3 different mails"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(60, "1 hour"), (90, "90 minutes"), (2880, "2 days"), (1, "1 minute"), (0, "no time")],
)
def test_a_length_of_time_is_said_in_the_unit_that_comes_out_even(minutes: int, said: str) -> None:
    assert length_words(timedelta(minutes=minutes)) == said


def test_a_moment_that_stands_for_itself_has_its_year_and_local_time() -> None:
    assert stamp_words(datetime(2026, 9, 3, 7, 30, tzinfo=UTC), LONDON) == "Thursday 3 September 2026, 8.30am"


def test_a_date_is_said_as_exactly_as_it_is_known() -> None:
    assert date_words(EntryDate(2026, 3, 3)) == "3 March 2026"
    assert date_words(EntryDate(2024, 3)) == "March 2024"
    assert day_words(date(2026, 9, 25)) == "Friday 25 September"
    assert day_words(date(2027, 1, 1), TODAY) == "Friday 1 January 2027"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (8, 30, "9.30am"),
        (8, 0, "9am"),
        (11, 0, "midday"),
        (23, 0, "midnight"),
        (11, 5, "12.05pm"),
        (23, 5, "12.05am"),
        (15, 0, "4pm"),
    ],
)
def test_a_time_is_said_on_the_sites_clocks(hour: int, minute: int, words: str) -> None:
    assert time_words(datetime(2026, 9, 1, hour, minute, tzinfo=UTC), LONDON) == words


@pytest.mark.parametrize(
    ("book_by", "words"),
    [
        (date(2026, 9, 25), "Booking closes Friday 25 September (in 9 days)"),
        (date(2026, 9, 17), "Booking closes Thursday 17 September (tomorrow)"),
        (date(2026, 9, 16), "Booking closes Wednesday 16 September (today)"),
        (date(2026, 9, 15), "Booking closed Tuesday 15 September"),
        (date(2027, 1, 8), "Booking closes Friday 8 January 2027 (in 114 days)"),
        (
            datetime(2026, 9, 25, 23, 30, tzinfo=UTC),
            "Booking closes Saturday 26 September at 12.30am (in 10 days)",
        ),
    ],
)
def test_a_deadline_reads_as_a_sentence(book_by: date | datetime, words: str) -> None:
    assert closing_words("Booking", book_by, TODAY, LONDON) == words


def test_a_course_says_when_where_how_much_and_until_when() -> None:
    content = read(
        kind="training", starts="2026-10-06T09:30", ends="2026-10-06T16:00", book_by="2026-09-25", place="Corn Hall",
        level="Level 3", price="£145", member_price="£98",
    )  # fmt: skip
    assert facts(content, TODAY, LONDON) == [
        "Tuesday 6 October, 9.30am to 4pm",
        "Corn Hall",
        "Level 3",
        "£145, members £98",
        "Booking closes Friday 25 September (in 9 days)",
    ]


def test_a_deadline_says_when_it_closes_and_a_message_its_date() -> None:
    assert facts(read(kind="deadline", ends="2026-09-30T17:00"), TODAY, LONDON) == [
        "Closes Wednesday 30 September at 5pm (in 14 days)"
    ]
    assert facts(read(kind="deadline", date="2018-01-31"), TODAY, LONDON) == [
        "Closed Wednesday 31 January 2018"
    ]
    assert facts(read(kind="deadline", date="2026-10"), TODAY, LONDON) == ["Closes October 2026"]
    assert facts(read(), TODAY, LONDON) == ["14 September 2026"]
    assert facts(read(date=""), TODAY, LONDON) == []


def test_a_course_over_days_and_a_free_place() -> None:
    assert (
        span_words(date(2026, 10, 6), date(2026, 10, 7), TODAY, LONDON)
        == "Tuesday 6 October to Wednesday 7 October"
    )
    assert span_words(date(2026, 10, 6), None, TODAY, LONDON) == "Tuesday 6 October"
    assert price_words(read(price="£40", member_price="Free")) == "£40, free for members"
    assert price_words(read(price="Free")) == "Free"
