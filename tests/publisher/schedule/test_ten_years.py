"""Ten years of slots: whatever the zone and the rule, each comes once, in order, and windows tile the time."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.schedule import Organisation, Publication, Slot, When, firings, slots
from publisher.schedule.days import ORDINALS, DayOfMonth, LastDay, Numbered, OrdinalWeekday, OrdinalWorkingDay
from publisher.schedule.rules import Cron, Daily, Monthly, Rule, Weekly
from publisher.schedule.slots import FARTHEST_MOVE, instant

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu")
# Samoa skipped 30 December 2011, and these years hold two leap days.
BEGIN, END = datetime(2008, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC)

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days: st.SearchStrategy[DayOfMonth] = st.one_of(
    st.builds(Numbered, st.integers(1, 31)),
    st.just(LastDay()),
    st.builds(OrdinalWeekday, st.sampled_from(list(ORDINALS)), st.integers(0, 6)),
    st.builds(OrdinalWorkingDay, st.sampled_from(list(ORDINALS))),
)
months = st.sets(st.integers(1, 12), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Monthly, months, days, times),
    st.builds(Weekly, weekdays, times),
    st.builds(Daily, st.booleans(), times),
    st.builds(Cron, st.sampled_from(["30 1 * * *", "15 2 1,31 * *", "0 8,20 * * mon-fri", "45 0 29 feb *"])),
)


def publication(rule: Rule, closed_days: str = "later") -> Publication:
    return Publication(
        key="one",
        title="One",
        describes="",
        form="digest",
        kinds=(),
        topics=(),
        for_=(),
        when=When(rule, "earlier" if closed_days == "earlier" else "later"),
        late="send",
        late_after=timedelta(hours=1),
        hold=None,
        approvals=0,
        brake=None,
        since=None,
        uncertain="resend",
    )


def organisation(zone: str) -> Organisation:
    return Organisation(
        name="Westmere",
        sender="bulletin@westmere.example.org",
        reply_to="bulletin@westmere.example.org",
        editors=(),
        base_url="https://westmere.example.org",
        zone=ZoneInfo(zone),
        colour="#1d4f5c",
        colour_dark="#a0c0c8",
        safety_notice="In danger? Ring 999.",
        postal_address="Westmere",
        bank_holidays="england-and-wales",
        archive_year_starts=4,
        language="en-GB",
        privacy_url="",
        list_domain="westmere.example.org",
    )


def windows(step: timedelta) -> list[tuple[datetime, datetime]]:
    marks = [BEGIN + step * number for number in range(int((END - BEGIN) / step) + 1)]
    return list(pairwise([*marks, END]))


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=12, deadline=None)
@given(rule=rules, closed_days=st.sampled_from(["later", "earlier"]), step=st.integers(7 * 24, 400 * 24))
def test_ten_years_of_slots_come_once_each_in_order(
    zone: str, rule: Rule, closed_days: str, step: int
) -> None:
    one, home = publication(rule, closed_days), organisation(zone)
    whole = list(slots(one, home, BEGIN, END))
    names = [slot.nominal for slot in whole]
    assert names == sorted(set(names))
    assert [slot.at for slot in whole] == sorted(slot.at for slot in whole)
    assert all(slot.at == instant(datetime.fromisoformat(slot.nominal), home.zone) for slot in whole)
    assert all(abs(slot.fires_at - slot.at) < FARTHEST_MOVE for slot in whole)
    assert all(bool(slot.moved_why) == (slot.fires_at != slot.at) for slot in whole)
    tiled: list[Slot] = []
    for after, until in windows(timedelta(hours=step)):
        tiled += slots(one, home, after, until)
    assert tiled == whole


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=5, deadline=None)
@given(rule=rules, closed_days=st.sampled_from(["later", "earlier"]))
def test_windows_of_firing_tile_the_time_too(zone: str, rule: Rule, closed_days: str) -> None:
    one, home = publication(rule, closed_days), organisation(zone)
    whole = firings(one, home, BEGIN, END)
    tiled = [
        slot for after, until in windows(timedelta(days=45)) for slot in firings(one, home, after, until)
    ]
    assert tiled == whole


@pytest.mark.parametrize("zone", ZONES)
def test_a_daily_slot_is_missing_on_no_day_of_ten_years(zone: str) -> None:
    for hour, minute in ((0, 30), (1, 0), (1, 30), (2, 0), (2, 30), (23, 59)):
        found = list(slots(publication(Daily(False, time(hour, minute))), organisation(zone), BEGIN, END))
        shown = [datetime.fromisoformat(slot.nominal) for slot in found]
        assert {later - earlier for earlier, later in pairwise(shown)} == {timedelta(days=1)}
        assert len(found) >= (END - BEGIN).days


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    local=st.datetimes(datetime(2008, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - local times are meant
)
def test_a_local_time_is_the_first_instant_that_shows_it_or_comes_after(zone: str, local: datetime) -> None:
    local, there = local.replace(second=0, microsecond=0), ZoneInfo(zone)
    at = instant(local, there)
    assert at.astimezone(there).replace(tzinfo=None) >= local
    earlier = [at - timedelta(minutes=minutes) for minutes in range(1, 24 * 60, 7)]
    assert all(before.astimezone(there).replace(tzinfo=None) < local for before in earlier)
