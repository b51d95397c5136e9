"""Whatever a person gets wrong in schedule.yaml, one sentence names line, key, what was found and what is right."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.errors import Refused
from publisher.schedule import read_schedule
from tests.publisher.schedule.sites import ORGANISATION, PEOPLE, SITE, WEEKLY, changed, faults

WHEN = 'when: {weekly: thursday, at: "08:30"}'

MISTAKES = [
    # what stands there, what a person wrote instead, what the sentence must hold
    ("weekly: thursday", "weekly: thurzday", ("line 14", "when.weekly", "'thurzday'", "'thursday'?")),
    (WHEN, "when: {weekyl: thursday}", ("line 14", "'weekyl'", "'weekly'?")),
    (WHEN, "when: sometimes", ("line 14", "'sometimes'", "at once")),
    (WHEN, "when: at once", ("line 14", "for alerts", "this is a digest")),
    (WHEN, "when: {weekly: thursday}", ("line 14", "'at' is missing")),
    (WHEN, 'when: {weekly: monday, daily: every day, at: "09:00"}', ("weekly and daily",)),
    (WHEN, "when: {}", ("it names no rule",)),
    (WHEN, 'when: {cron: "0 9 * * mon", at: "09:00"}', ("Leave it out",)),
    (WHEN, "when: {cron: 0 9 * *}", ("4 fields", "five")),
    (WHEN, "when: {cron: 0 9 * * 1}", ("numbers days of the week", "mon-fri")),
    (WHEN, "when: {cron: 0 9 31 feb *}", ("never comes round",)),
    (WHEN, "when: {cron: 99 9 * * *}", ("line 14", "when.cron", "'99 9 * * *' is no cron line")),
    (WHEN, 'when: {monthly: frist monday, at: "09:00"}', ("'frist monday'", "'first monday'?")),
    (WHEN, 'when: {monthly: 32, at: "09:00"}', ("no month has a day 32", "1 to 31")),
    (WHEN, 'when: {quarterly: {on: 1, months: [13]}, at: "09:00"}', ("months, item 1", "'13' is no month")),
    (WHEN, 'when: {daily: every day, at: "9:00", closed_days: later}', ("two daily runs",)),
    (WHEN, "when: [weekly, thursday]", ("line 14", "when", "not a list")),
    ('"08:30"', '"25:30"', ("line 14", "when.at", "'25:30' is no time of day", "09:30")),
    ("form: digest", "form: digset", ("line 13", "form", "'digset'", "'digest'?")),
    ("form: digest", "form: zebra", ("'zebra'", "Use one of edited, digest, alert")),
    ("form: digest", "form: digest\n    fro: health", ("line 14", "weekly.fro", "no key 'fro'", "'for'?")),
    ("form: digest", "form: digest\n    for: [helth]", ("line 14", "'helth'", "'health'?")),
    ("form: digest", "form: digest\n    for: [health, health]", ("item 2", "stands twice")),
    ("form: digest", "form: digest\n    takes: {kinds: [update, trainng]}", ("item 2", "'training'?")),
    ("form: digest", "form: digest\n    takes: {topics: neglekt}", ("'neglekt' is no topic", "'neglect'?")),
    ("form: digest", "form: digest\n    approvals: 2", ("line 14", "nobody approves")),
    ("form: digest", "form: digest\n    approvals: many", ("'many' is no number from 0 to 9",)),
    ("form: digest", "form: digest\n    brake: {per_day: 3}", ("a brake is for alerts",)),
    ("form: digest", "form: digest\n    hold: {}", ("weekly.hold", "'at_least' is missing")),
    ("form: digest", "form: digest\n    hold:", ("line 14", "not nothing")),
    ("form: digest", "form: digest\n    late: fould", ("'fould'", "'fold'?")),
    ("form: digest", "form: digest\n    late_after: soon", ("'soon' is no length of time", "10 min")),
    ("form: digest", "form: digest\n    since: 2026-02-30", ("a date that cannot be",)),
    ("form: digest", "form: alert", ("line 14", "goes at once")),
    ("form: digest", "form: digest\n    form: edited", ("line 14", "'form' is there twice")),
    ("form: digest", "title: It goes\n    describes: weekly", ("'form' is missing", "publications.weekly")),
    ("  weekly:\n", "  Weekly Mail:\n", ("line 12", "'Weekly Mail' cannot be a key", "small letters")),
    ("{title: Health}", "{title: Health, colour: yellow}", ("'yellow' is no colour", "#1d4f5c")),
    ("{title: Health}", '{title: Health, colour: "#ffee00"}', ("line 9", "health.colour", "1.2:1", "darker")),
    ("{title: Health}", '{title: Health, colour_dark: "#222222"}', ("dark ground", "lighter")),
    ("{title: Health}", "{title: }", ("line 9", "health.title", "no value")),
    ("{title: Health}", "Health", ("line 9", "a mapping of keys belongs here, not 'Health'")),
    (
        "sender: bulletin@west",
        "sender: bulletin.west",
        ("line 3", "organisation.sender", "no e-mail address"),
    ),
    ("https://west", "htps://west", ("line 4", "base_url", "no web address", "https://www.example.org")),
    ("name: West", "time_zone: Europe/Londn\n  name: West", ("'Europe/Londn'", "'Europe/London'?")),
    ("name: West", "bank_holidays: wales\n  name: West", ("'wales'", "england-and-wales")),
    ("name: West", "archive_year_starts: apirl\n  name: West", ("'apirl' is no month", "'april'?")),
    ("  safety_notice: In danger? Ring 999.\n", "", ("line 1", "'safety_notice' is missing")),
    ("{neglect: Neglect}", "&all {neglect: Neglect}", ("line 10", "anchors")),
    ("{neglect: Neglect}", "!!map {neglect: Neglect}", ("line 10", "tag")),
    ("{neglect: Neglect}", "{neglect: Neglect", ("YAML",)),
    ("{neglect: Neglect}", "[" * 12 + "]" * 12, ("line 10", "10")),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES, ids=[new[:48] for _, new, _ in MISTAKES])
def test_a_mistake_is_named_with_its_line_and_its_mending(
    tmp_path: Path, old: str, new: str, said: tuple[str, ...]
) -> None:
    found = [str(fault) for fault in faults(tmp_path, changed(old, new))]
    assert any(all(word in sentence for word in said) for sentence in found), found
    assert all(sentence.startswith("schedule.yaml, line ") for sentence in found), found


def test_every_mistake_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    source = SITE.replace("form: digest", "form: digset").replace("title: Health", "titel: Health")
    found = [str(fault) for fault in faults(tmp_path, source.replace("sender: b", "sender: b b"))]
    assert [sentence.split(", ")[1] for sentence in found] == ["line 3", "line 9", "line 9", "line 13"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "empty"),
        (b"# only this\n", "nothing in it but comments"),
        ("name: Größe".encode("latin-1"), "not UTF-8"),
        (SITE.encode().replace(b"Health", b"He\0lth"), "line 9"),
        (SITE.encode("utf-16"), "UTF-16"),
        (b"x" * 1_000_001, "at most 1,000,000"),
        (b"- a\n- b\n", "a mapping of keys belongs here, not a list"),
        (b"just words", "not 'just words'"),
        ((ORGANISATION + WEEKLY).encode(), "'audiences' is missing"),
        ((ORGANISATION + "audiences: {}\n" + WEEKLY).encode(), "audiences: at least one"),
        ((ORGANISATION + PEOPLE + "publications: {}\n").encode(), "publications: at least one"),
        ((SITE + "---\n" + SITE).encode(), "second YAML document"),
    ],
)
def test_a_file_that_is_no_schedule_is_refused(tmp_path: Path, source: bytes, said: str) -> None:
    found = [str(fault) for fault in faults(tmp_path, source)]
    assert len(found) == 1, found
    assert said in found[0]


def test_a_missing_file_says_where_to_stand(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="PUBLISHER_SITE"):
        read_schedule(tmp_path / "schedule.yaml")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_to_the_file_ends_in_anything_but_sentences(tmp_path: Path, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(SITE)))
    end = data.draw(st.integers(begin, min(len(SITE), begin + 40)))
    put = data.draw(st.text(alphabet="abz09 :-{}[]\"'\n#&*!|>%@`é\t?,", max_size=12))
    faults(tmp_path, SITE[:begin] + put + SITE[end:])
