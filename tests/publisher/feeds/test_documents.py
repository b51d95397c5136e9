"""What feed readers are given: complete, in order, with ids that stay, and nothing a validator minds."""

from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from sqlalchemy import Engine

from publisher.entries import stamps, versions
from publisher.entries.entry import Enclosure, EntryDate
from tests.publisher.feeds.conftest import Read
from tests.support import sites
from tests.support.feed_rules import atom_wrongs, rss_wrongs
from tests.support.sites import content, publish

TAG = "tag:board.example.org,2026:entry/"
NOTICE = "ring 01632 960 100"
HOSTILE = "Fish & chips <b>bold</b> &amp; </title> \x07\x1f\ufffe <18s > 17"


def a_busy_year(engine: Engine, now: datetime) -> None:
    """Every sort of entry, several released by one stroke of the clock."""
    at_once = now - timedelta(days=9)
    publish(
        engine,
        content(
            "a-course",
            kind="training",
            for_=("education",),
            topics=("neglect", "online"),
            starts=datetime(2026, 10, 6, 8, 30, tzinfo=UTC),
            book_by=date(2026, 9, 25),
            place="Corn Hall",
            price="£45",
            link="https://board.example.org/course?a=1&b=2",
            enclosure=Enclosure("https://board.example.org/course.pdf", "application/pdf", 4711),
            author="Training office",
        ),
        at_once,
    )
    publish(engine, content("hostile", title=HOSTILE, summary=HOSTILE, body=HOSTILE), at_once)
    publish(engine, content("cymraeg", language="cy", for_=("health",), except_=("education",)), at_once)
    publish(
        engine,
        content("sound", enclosure=Enclosure("https://board.example.org/a.mp3", "audio/mpeg")),
        at_once,
    )
    publish(engine, content("corrected", topics=("online",)), at_once)
    publish(engine, content("withdrawn", summary="Secret"), at_once)
    publish(engine, content("old", date=EntryDate(2019, 3)), now - timedelta(days=1), archived=True)
    with engine.begin() as conn:
        better = content("corrected", topics=("online",), body="Now it is *right*.")
        versions.save(conn, better, "", now=now - timedelta(days=2), correction_note="The day was wrong")
        stamps.withdraw(conn, "withdrawn", "It named a school", now - timedelta(days=1))


@pytest.mark.parametrize(
    "path", ["all", "audience/education", "audience/health", "kind/training", "topic/online"]
)
def test_a_validator_finds_neither_error_nor_warning(
    path: str, engine: Engine, read: Read, now: datetime
) -> None:
    a_busy_year(engine, now)
    base = f"{sites.BASE}/feeds/{path}"
    assert atom_wrongs(read(path, "atom").body, f"{base}.atom", now=now) == []
    assert rss_wrongs(read(path, "rss").body, f"{base}.rss", now=now) == []


def test_an_empty_feed_is_valid_too(read: Read, now: datetime) -> None:
    at = f"{sites.BASE}/feeds/topic/neglect"
    later = now + timedelta(days=1)
    wrongs = atom_wrongs(read("topic/neglect", "atom", later).body, f"{at}.atom")
    assert [wrong for wrong in wrongs if "plausible" not in wrong] == []


@pytest.mark.parametrize("suffix", ["atom", "rss"])
def test_a_reader_app_reads_everything_an_entry_says(
    suffix: str, engine: Engine, read: Read, now: datetime
) -> None:
    a_busy_year(engine, now)
    feed = feedparser.parse(read("all", suffix).body)
    assert not feed.bozo
    assert feed.feed.title == "Larkmoor Children's Board"
    assert NOTICE in feed.feed.subtitle
    assert feed.feed.language == "en-GB"
    entries = {entry.id.removeprefix(TAG): entry for entry in feed.entries}
    course = entries["a-course"]
    text = course.content[-1].value
    assert "Corn Hall · £45 · Booking closes Friday 25 September" in text
    assert "(in " not in text
    assert "All that there is to say of <em>a-course</em>." in text
    assert NOTICE in text
    assert course.link == f"{sites.BASE}/entry/a-course"
    assert course.author == "Training office"
    assert [(file.href, file.type, file.length) for file in course.enclosures] == [
        ("https://board.example.org/course.pdf", "application/pdf", "4711")
    ]
    labels = {tag.label or tag.term for tag in course.tags}
    assert labels == {"Training", "Education", "Neglect", "Online safety"}
    assert all(NOTICE in entry.content[-1].value for entry in feed.entries)


def test_what_a_title_holds_is_text_for_everyone(engine: Engine, read: Read, now: datetime) -> None:
    a_busy_year(engine, now)
    for suffix in ("atom", "rss"):
        titles = [entry.title for entry in feedparser.parse(read("all", suffix).body).entries]
        assert any(title.startswith("Fish & chips ‹b>bold‹/b>") for title in titles)


def test_a_correction_is_an_item_of_its_own_and_moves_the_entry(
    engine: Engine, read: Read, now: datetime
) -> None:
    a_busy_year(engine, now)
    feed = feedparser.parse(read().body)
    entries = {entry.id.removeprefix(TAG): entry for entry in feed.entries}
    item, entry = entries["corrected/correction-1"], entries["corrected"]
    assert item.title == "Correction: Corrected"
    assert "The day was wrong." in item.content[0].value
    assert "Now it is <em>right</em>." in item.content[0].value
    assert {"rel": "related", "type": "text/html", "href": f"{sites.BASE}/entry/corrected"} in item.links
    assert item.link == f"{sites.BASE}/entry/corrected/correction-1"
    assert entry.published.startswith("2026-08-23T08:30:00")
    assert entry.updated.startswith("2026-08-30T08:30:00")
    assert "Now it is" in entry.content[0].value


def test_a_withdrawn_entry_stays_as_a_tombstone_that_says_why(
    engine: Engine, read: Read, now: datetime
) -> None:
    a_busy_year(engine, now)
    for suffix in ("atom", "rss"):
        body = read("all", suffix).body
        entries = {entry.id.removeprefix(TAG): entry for entry in feedparser.parse(body).entries}
        tomb = entries["withdrawn"]
        assert tomb.title == "Withdrawn: Withdrawn"
        assert "withdrawn on 31 August 2026. It named a school." in tomb.content[-1].value
        assert b"Secret" not in body
        assert b"All that there is to say of &lt;em&gt;withdrawn" not in body


def test_the_corrections_of_a_withdrawn_entry_are_withdrawn_with_it(
    engine: Engine, read: Read, now: datetime
) -> None:
    a_busy_year(engine, now)
    with engine.begin() as conn:
        stamps.withdraw(conn, "corrected", "Wrong again", now - timedelta(hours=1))
    document = read()
    assert b"Now it is" not in document.body
    assert atom_wrongs(document.body, f"{sites.BASE}/feeds/all.atom", now=now) == []


def test_an_archived_entry_stands_under_its_own_date(engine: Engine, read: Read, now: datetime) -> None:
    a_busy_year(engine, now)
    feed = feedparser.parse(read().body)
    last = feed.entries[-1]
    assert last.id == f"{TAG}old"
    assert last.published.startswith("2019-03-01")
    assert last.updated.startswith("2019-03-01")


def test_an_audience_gets_what_is_for_it_or_for_nobody_in_particular(
    engine: Engine, read: Read, now: datetime
) -> None:
    a_busy_year(engine, now)
    slugs = {
        entry.id.removeprefix(TAG) for entry in feedparser.parse(read("audience/education").body).entries
    }
    assert "a-course" in slugs
    assert "sound" in slugs
    assert "cymraeg" not in slugs


def test_another_language_is_said_on_the_entry(engine: Engine, read: Read, now: datetime) -> None:
    a_busy_year(engine, now)
    assert read().body.count(b'<entry xml:lang="cy">') == 1


def test_the_latest_fifty_and_what_changed_last_comes_first(
    engine: Engine, read: Read, now: datetime
) -> None:
    for number in range(53):
        publish(engine, content(f"entry-{number:02d}"), now - timedelta(days=60 - number))
    with engine.begin() as conn:
        stamps.withdraw(conn, "entry-00", "It is over", now - timedelta(hours=1))
    entries = feedparser.parse(read().body).entries
    assert len(entries) == 50
    assert [entry.id.removeprefix(TAG) for entry in entries[:2]] == ["entry-00", "entry-52"]


def test_an_embargoed_draft_or_expired_entry_is_in_no_feed(engine: Engine, read: Read, now: datetime) -> None:
    publish(engine, content("here"), now - timedelta(days=3))
    publish(engine, content("gone", expires=now - timedelta(days=1)), now - timedelta(days=3))
    publish(engine, content("ahead"), now + timedelta(days=1))
    with engine.begin() as conn:
        versions.save(conn, content("draft"), "", now=now)
    assert [entry.id for entry in feedparser.parse(read().body).entries] == [f"{TAG}here"]
