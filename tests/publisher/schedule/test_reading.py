"""A schedule becomes nouns, and what is left out is filled in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from publisher.schedule import Brake, read_schedule
from publisher.schedule.colour import DARK_GROUND, contrast
from tests.publisher.schedule.sites import SITE, changed, read

ROOT = Path(__file__).parents[3]


def test_the_sample_site_can_be_read() -> None:
    schedule = read_schedule(ROOT / "schedule.yaml")
    assert list(schedule.audiences) == ["education", "health", "voluntary"]
    assert list(schedule.publications) == ["key-messages", "weekly", "monthly", "training", "alerts"]
    assert schedule.vocabulary.audiences is schedule.audiences


def test_what_is_left_out_is_filled_in(tmp_path: Path) -> None:
    schedule = read(tmp_path, SITE)
    organisation, weekly = schedule.organisation, schedule.publications["weekly"]
    assert organisation.reply_to == organisation.sender
    assert organisation.time_zone == "Europe/London"
    assert organisation.archive_year_starts == 4
    assert organisation.bank_holidays == "england-and-wales"
    assert organisation.list_domain == "westmere.example.org"
    assert (weekly.title, weekly.late, weekly.late_after) == ("Weekly", "send", timedelta(hours=1))
    assert (weekly.approvals, weekly.hold, weekly.brake, weekly.since) == (0, None, None, None)
    assert (weekly.kinds, weekly.topics, weekly.for_) == ((), (), ())
    assert (weekly.closed_days, weekly.uncertain) == ("later", "resend")


def test_an_alert_has_a_brake_and_an_approval_even_if_nobody_asked(tmp_path: Path) -> None:
    alert = "form: alert\n    takes: {kinds: alert}\n    when: at once"
    source = changed('form: digest\n    when: {weekly: thursday, at: "08:30"}', alert)
    publication = read(tmp_path, source).publications["weekly"]
    assert publication.brake == Brake(timedelta(minutes=10), 3)
    assert (publication.approvals, publication.late, publication.when.words) == (1, "ask", "at once")


def test_yaml_never_guesses_what_a_word_means(tmp_path: Path) -> None:
    source = SITE.replace("title: Health", "title: no").replace("neglect: Neglect", "neglect: 1.10")
    schedule = read(tmp_path, source)
    assert schedule.audiences["health"].title == "no"
    assert schedule.topics["neglect"] == "1.10"


def test_the_tint_for_the_dark_ground_is_derived_and_reads_there(tmp_path: Path) -> None:
    source = changed("name: West", 'colour: "#0b0b60"\n  name: West')
    organisation = read(tmp_path, source).organisation
    assert contrast(organisation.colour_dark, DARK_GROUND) >= 4.5


def test_since_is_local_time(tmp_path: Path) -> None:
    source = changed("form: digest", "form: digest\n    since: 2026-07-01")
    since = read(tmp_path, source).publications["weekly"].since
    assert since == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    windows = b"\xef\xbb\xbf" + SITE.replace("\n", "\r\n").encode()
    assert read(tmp_path, windows) == read(tmp_path, SITE)
