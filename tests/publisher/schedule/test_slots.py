"""Slots on real calendars: bank holidays, weekends, months that are too short, and the two nights of the clocks."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from publisher.schedule import Schedule, Slot, firings, slots
from publisher.schedule.bank_holidays import Calendar
from tests.publisher.schedule.sites import ORGANISATION, PEOPLE, read

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))


def site(folder: Path, when: str, organisation: str = "") -> Schedule:
    publication = f"publications:\n  one:\n    form: digest\n    when: {when}\n"
    return read(folder, ORGANISATION + organisation + PEOPLE + publication)


def slots_of(schedule: Schedule, after: datetime = YEAR[0], until: datetime = YEAR[1]) -> list[Slot]:
    return list(slots(schedule.publications["one"], schedule.organisation, after, until))


def local_days(schedule: Schedule, found: list[Slot]) -> list[str]:
    return [slot.fires_at.astimezone(schedule.organisation.zone).strftime("%Y-%m-%d") for slot in found]


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (
            '{quarterly: {months: [3, 6, 9, 12], on: first working day}, at: "09:30"}',
            ["2026-03-02", "2026-06-01", "2026-09-01", "2026-12-01"],
        ),
        (
            '{quarterly: {months: [january, may, december], on: last working day}, at: "09:30"}',
            ["2026-01-30", "2026-05-29", "2026-12-31", "2027-01-29"],
        ),
        ('{quarterly: {months: [5, 8], on: first monday}, at: "09:30"}', ["2026-05-05", "2026-08-03"]),
        ('{quarterly: {months: [5, 8], on: last friday}, at: "09:30"}', ["2026-05-29", "2026-08-28"]),
        ('{quarterly: {months: [2, 4], on: 31}, at: "09:30"}', ["2026-03-02", "2026-04-30"]),
        ('{quarterly: {months: [5, 10], on: last day}, at: "09:30"}', ["2026-06-01", "2026-11-02"]),
        (
            '{quarterly: {months: [5, 10], on: last day}, at: "09:30", closed_days: earlier}',
            ["2026-05-29", "2026-10-30"],
        ),
        (
            '{quarterly: {months: [5, 10], on: last day}, at: "09:30", closed_days: ignore}',
            ["2026-05-31", "2026-10-31"],
        ),
    ],
)
def test_a_rule_of_months_comes_on_the_days_people_mean(tmp_path: Path, when: str, days: list[str]) -> None:
    schedule = site(tmp_path, when)
    assert local_days(schedule, slots_of(schedule)) == days


def test_a_bank_holiday_moves_a_run_and_says_why(tmp_path: Path) -> None:
    schedule = site(tmp_path, '{weekly: friday, at: "09:00"}')
    moved = {slot.nominal: slot for slot in slots_of(schedule) if slot.moved_why}
    assert {name: slot.moved_why for name, slot in moved.items()} == {
        "2026-04-03T09:00": "3 April 2026 is Good Friday",
        "2026-12-25T09:00": "25 December 2026 is Christmas Day",
        "2027-01-01T09:00": "1 January 2027 is New Year's Day",
    }
    assert moved["2026-12-25T09:00"].at == datetime(2026, 12, 25, 9, tzinfo=UTC)
    assert moved["2026-12-25T09:00"].fires_at == datetime(2026, 12, 29, 9, tzinfo=UTC)
    assert moved["2026-04-03T09:00"].fires_at == datetime(2026, 4, 7, 8, tzinfo=UTC)


def test_a_moved_run_keeps_its_time_of_day_across_a_clock_change(tmp_path: Path) -> None:
    schedule = site(tmp_path, '{quarterly: {months: [3], on: 28}, at: "09:00"}')
    (slot,) = slots_of(schedule)
    assert slot.moved_why == "28 March 2026 is a Saturday"
    assert slot.at == datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert slot.fires_at == datetime(2026, 3, 30, 8, tzinfo=UTC)


def test_working_days_are_counted_without_bank_holidays(tmp_path: Path) -> None:
    schedule = site(tmp_path, '{quarterly: {months: [1, 5], on: second working day}, at: "09:00"}')
    found = slots_of(schedule)
    assert local_days(schedule, found) == ["2026-01-05", "2026-05-05", "2027-01-05"]
    assert [slot.nominal for slot in found] == ["2026-01-02T09:00", "2026-05-04T09:00", "2027-01-04T09:00"]
    assert [slot.moved_why for slot in found] == [
        "1 January 2026 is New Year's Day",
        "4 May 2026 is the early May bank holiday",
        "1 January 2027 is New Year's Day",
    ]


def test_a_holiday_announced_later_renames_no_slot(tmp_path: Path) -> None:
    when = '{monthly: first working day, at: "09:00"}'
    known = slots_of(site(tmp_path, when))
    unknown = slots_of(site(tmp_path, when, "  bank_holidays: none\n"))
    assert [slot.nominal for slot in known] == [slot.nominal for slot in unknown]
    assert [slot.fires_at for slot in known] != [slot.fires_at for slot in unknown]


def test_daily_on_working_days_rests_at_weekends_and_on_bank_holidays(tmp_path: Path) -> None:
    schedule = site(tmp_path, '{daily: working days, at: "07:00"}')
    christmas = slots_of(schedule, datetime(2026, 12, 24, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC))
    assert local_days(schedule, christmas) == [
        "2026-12-24",
        "2026-12-29",
        "2026-12-30",
        "2026-12-31",
        "2027-01-04",
    ]


@pytest.mark.parametrize(
    ("part", "day", "closed"),
    [
        ("england-and-wales", date(2026, 4, 6), "6 April 2026 is Easter Monday"),
        ("scotland", date(2026, 4, 6), ""),
        ("scotland", date(2026, 11, 30), "30 November 2026 is St Andrew's Day"),
        ("northern-ireland", date(2026, 3, 17), "17 March 2026 is St Patrick's Day"),
        ("none", date(2026, 12, 25), ""),
        ("none", date(2026, 12, 26), "26 December 2026 is a Saturday"),
        (
            "england-and-wales",
            date(2026, 12, 28),
            "28 December 2026 is the bank holiday in place of Boxing Day",
        ),
    ],
)
def test_each_part_of_the_country_has_its_own_closed_days(part: str, day: date, closed: str) -> None:
    assert Calendar(part).closed(day) == closed


@pytest.mark.parametrize(
    ("day", "at", "instants"),
    [
        # 29 March 2026: at 01:00 GMT the clocks go forward; 01:00 to 01:59 is never shown.
        ("2026-03-29", ["00:30", "01:00", "01:30", "02:00"], ["00:30", "01:00", "01:00", "01:00"]),
        # 25 October 2026: 01:00 to 01:59 is shown twice, and the first time counts.
        ("2026-10-25", ["00:30", "01:00", "01:30", "02:00"], ["23:30", "00:00", "00:30", "02:00"]),
    ],
)
def test_on_the_night_of_the_clocks_each_slot_comes_once(
    tmp_path: Path, day: str, at: list[str], instants: list[str]
) -> None:
    begin = datetime.fromisoformat(f"{day}T12:00+00:00") - timedelta(days=1)
    schedule = site(tmp_path, '{cron: "0,30 0-2 * * *"}')
    found = slots_of(schedule, begin, begin + timedelta(days=1))
    assert [slot.nominal for slot in found] == [f"{day}T{time}" for time in ["00:00", *at, "02:30"]]
    assert [f"{slot.at:%H:%M}" for slot in found[1:5]] == instants
    for time, instant in zip(at, instants, strict=True):
        schedule = site(tmp_path, f'{{daily: every day, at: "{time}"}}')
        (slot,) = slots_of(schedule, begin, begin + timedelta(days=1))
        assert f"{slot.at:%H:%M}" == instant


def test_a_day_that_a_country_skipped_is_made_up_at_its_first_moment(tmp_path: Path) -> None:
    schedule = site(tmp_path, '{daily: every day, at: "09:00"}', "  time_zone: Pacific/Apia\n")
    found = slots_of(schedule, datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC))
    assert [(slot.nominal, slot.at.isoformat()[:16]) for slot in found] == [
        ("2011-12-29T09:00", "2011-12-29T19:00"),
        ("2011-12-30T09:00", "2011-12-30T10:00"),
        ("2011-12-31T09:00", "2011-12-30T19:00"),
        ("2012-01-01T09:00", "2011-12-31T19:00"),
    ]


def test_a_run_moved_earlier_is_found_before_its_nominal_time(tmp_path: Path) -> None:
    schedule = site(tmp_path, '{monthly: last day, at: "09:00", closed_days: earlier}')
    publication, organisation = schedule.publications["one"], schedule.organisation
    morning = datetime(2026, 5, 29, tzinfo=UTC)
    (slot,) = firings(publication, organisation, morning, morning + timedelta(days=1))
    assert slot.nominal == "2026-05-31T09:00"
    assert slots_of(schedule, morning, morning + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (
            '{quarterly: {on: first working day}, at: "09:30"}',
            "on the first working day of March, June, September and December at 9.30am",
        ),
        ('{monthly: 1, at: "12:00"}', "on the 1st of each month at midday"),
        ('{monthly: 22, at: "14:05"}', "on the 22nd of each month at 2.05pm"),
        ('{monthly: 31, at: "00:00"}', "on the 31st (or the last day) of each month at midnight"),
        ('{monthly: second tuesday, at: "14:00"}', "on the second Tuesday of each month at 2pm"),
        ('{weekly: [thursday, monday], at: "08:30"}', "every Monday and Thursday at 8.30am"),
        ('{daily: working days, at: "07:00"}', "every working day at 7am"),
        ("{cron: 30 8 * * mon-fri}", "as the cron line '30 8 * * mon-fri' says"),
    ],
)
def test_a_rule_reads_as_plain_english(tmp_path: Path, when: str, words: str) -> None:
    assert site(tmp_path, when).publications["one"].when.words == words
