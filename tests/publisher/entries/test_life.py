"""An entry's life: saved, released, corrected, withdrawn; every state kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from publisher.entries import reading, stamps, versions
from publisher.entries.entry import Version
from publisher.errors import Refused
from tests.publisher.entries.samples import file, read

LATER = timedelta(days=1)


def _save(engine: Engine, now: datetime, *, note: str = "", body: str = "Ring.\n", **keys: str) -> Version:
    with engine.begin() as conn:
        source = file(body, **keys)
        return versions.save(conn, read(body, **keys), source, now=now, by="Ann", correction_note=note)


def test_the_same_file_again_makes_no_new_version(engine: Engine, now: datetime) -> None:
    first = _save(engine, now)
    assert _save(engine, now + LATER) == first
    assert (first.number, first.correction, first.saved_at) == (1, 0, now)
    assert first.html == "<p>Ring.</p>"
    assert first.text == "Ring."
    second = _save(engine, now + LATER, title="Another")
    assert (second.number, second.entry_id) == (2, first.entry_id)
    with engine.begin() as conn:
        assert [each.content.title for each in reading.history(conn, "bruises")] == [
            "Bruises on a baby",
            "Another",
        ]
        assert reading.by_ids(conn, [first.id, second.id, 999]).keys() == {first.id, second.id}
        assert reading.source_of(conn, first.id).encode() == file("Ring.\n")


def test_a_draft_is_nowhere_until_it_is_released(engine: Engine, now: datetime) -> None:
    _save(engine, now)
    with engine.begin() as conn:
        assert reading.released(conn, now) == []
        first = stamps.release(conn, "bruises", now)
        again = stamps.release(conn, "bruises", now + LATER)
        assert first == again
        assert (first.released_at, first.published_at, first.updated_at) == (now, now, now)
        assert [each.content.slug for each in reading.released(conn, now)] == ["bruises"]


def test_a_correction_is_counted_and_moves_updated_and_a_minor_version_does_not(
    engine: Engine, now: datetime
) -> None:
    _save(engine, now)
    draft = _save(engine, now, note="Not yet public.", body="Two.")
    assert (draft.correction, draft.note) == (0, "")
    with engine.begin() as conn:
        stamps.release(conn, "bruises", now)
    minor = _save(engine, now + LATER, body="Three.")
    assert (minor.correction, minor.updated_at) == (0, now)
    for n in (1, 2):
        moment = now + n * LATER
        corrected = _save(engine, moment, note="The number\nwas wrong.", body=f"Corrected {n}.")
        assert (corrected.correction, corrected.updated_at, corrected.note) == (
            n,
            moment,
            "The number was wrong.",
        )
        assert corrected.published_at == now
    after = _save(engine, now + 3 * LATER, body="A comma.")
    assert (after.correction, after.note, after.updated_at) == (2, "", now + 2 * LATER)
    with engine.begin() as conn:
        assert [(each.correction, each.text) for each in reading.corrections(conn, now)] == [
            (2, "A comma."),
            (1, "Corrected 1."),
        ]


def test_an_embargo_is_kept_by_release_and_ended_by_the_clock(engine: Engine, now: datetime) -> None:
    until = now + timedelta(hours=2)
    keys = {"release": until.isoformat()}
    _save(engine, now, **keys)
    with engine.begin() as conn:
        assert stamps.release(conn, "bruises", now).released_at is None
        assert reading.embargo_of(conn, "bruises") == until
        assert stamps.release_due(conn, until - timedelta(seconds=1)) == []
    _save(engine, until + LATER, body="Saved while the clock stood still.", **keys)
    with engine.begin() as conn:
        assert stamps.release_due(conn, until + LATER) == ["bruises"]
        assert stamps.release_due(conn, until + LATER) == []
        entry = reading.known(conn, "bruises")
    assert (entry.released_at, entry.published_at, entry.updated_at) == (until, until, until)


def test_a_release_time_that_is_past_releases_nothing_by_itself(engine: Engine, now: datetime) -> None:
    _save(engine, now, release="2020-01-01")
    with engine.begin() as conn:
        assert stamps.release_due(conn, now) == []


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2024-03", datetime(2024, 3, 1, 9, tzinfo=UTC)),
        ("2024-07-14", datetime(2024, 7, 14, 8, tzinfo=UTC)),
        ("2030-01", datetime(2026, 9, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_the_archive_keeps_an_entrys_own_date(
    engine: Engine, now: datetime, date: str, published: datetime
) -> None:
    _save(engine, now, date=date)
    with engine.begin() as conn:
        entry = stamps.release(conn, "bruises", now, archived=True, zone=ZoneInfo("Europe/London"))
    assert entry.archived
    assert (entry.released_at, entry.published_at, entry.updated_at) == (now, published, published)


def test_the_archive_takes_nothing_undated(engine: Engine, now: datetime) -> None:
    _save(engine, now, date="")
    with engine.begin() as conn, pytest.raises(Refused, match="bears no date"):
        stamps.release(conn, "bruises", now, archived=True)


def test_what_is_withdrawn_stays_as_a_tombstone_with_its_reason(engine: Engine, now: datetime) -> None:
    _save(engine, now)
    with engine.begin() as conn:
        stamps.release(conn, "bruises", now)
        with pytest.raises(Refused, match="no reason"):
            stamps.withdraw(conn, "bruises", "  ", now)
        stamps.withdraw(conn, "bruises", "It was superseded.", now + LATER)
        stone = stamps.withdraw(conn, "bruises", "Another reason.", now + 2 * LATER)
        assert (stone.withdrawn_at, stone.updated_at) == (now + LATER, now + LATER)
        assert stone.withdrawn_reason == "It was superseded."
        assert len(reading.released(conn, now)) == 1
        assert reading.released(conn, now, include_tombstones=False) == []
        with pytest.raises(Refused, match="withdrawn"):
            stamps.release(conn, "bruises", now)
    with pytest.raises(Refused, match="withdrawn"):
        _save(engine, now, body="Back again.")
    assert _save(engine, now).number == 1


# A NUL, a terminal's escape, an override of the reading order, a line separator, letters that NFC joins.
SAID = ("It\0 was\x1b[2K \u202egnorw\u202c,\u2028cafe\u0301\ufeff.\r\n", "It was[2K gnorw, caf\u00e9.")


def test_a_note_and_a_reason_come_in_by_the_same_door_as_a_text(engine: Engine, now: datetime) -> None:
    said, kept = SAID
    _save(engine, now)
    with engine.begin() as conn:
        stamps.release(conn, "bruises", now)
    assert _save(engine, now, note=said, body="Corrected.").note == kept
    with engine.begin() as conn:
        with pytest.raises(Refused, match="no reason"):
            stamps.withdraw(conn, "bruises", "\0\u202e\x07", now)
        assert stamps.withdraw(conn, "bruises", said, now).withdrawn_reason == kept


def test_a_note_of_nothing_but_control_characters_is_no_correction(engine: Engine, now: datetime) -> None:
    _save(engine, now)
    with engine.begin() as conn:
        stamps.release(conn, "bruises", now)
    assert _save(engine, now, note="\0\u202e\x07", body="Two.").correction == 0


def test_a_draft_withdrawn_is_never_public(engine: Engine, now: datetime) -> None:
    _save(engine, now, release=(now + LATER).isoformat())
    with engine.begin() as conn:
        assert stamps.withdraw(conn, "bruises", "Not needed.", now).updated_at is None
        assert stamps.release_due(conn, now + 2 * LATER) == []
        assert reading.released(conn, now + 2 * LATER) == []


def test_what_has_expired_is_shown_no_more(engine: Engine, now: datetime) -> None:
    _save(engine, now, expires="2026-09-30")
    with engine.begin() as conn:
        stamps.release(conn, "bruises", now)
        last = datetime(2026, 9, 30, 22, 59, 59, tzinfo=UTC)
        assert len(reading.released(conn, last)) == 1
        assert reading.released(conn, last + timedelta(seconds=1)) == []
        assert len(reading.released(conn, last + LATER, include_expired=True)) == 1


def test_an_unknown_entry_is_refused_with_the_nearest_name(engine: Engine, now: datetime) -> None:
    _save(engine, now)
    with engine.begin() as conn:
        with pytest.raises(Refused, match="Did you mean 'bruises'"):
            stamps.release(conn, "bruise", now)
        with pytest.raises(Refused, match="Did you mean 'bruises'"):
            stamps.withdraw(conn, "bruise", "x", now)
        assert reading.by_slug(conn, "bruise") is None
        assert reading.history(conn, "bruise") == []


def test_newest_published_come_first(engine: Engine, now: datetime) -> None:
    for n, slug in enumerate(("a", "b", "c")):
        with engine.begin() as conn:
            content = read()
            versions.save(conn, replace(content, slug=slug), "", now=now)
            stamps.release(conn, slug, now + n * LATER)
    with engine.begin() as conn:
        assert [each.content.slug for each in reading.released(conn, now + 9 * LATER)] == ["c", "b", "a"]
        assert [each.content.slug for each in reading.released(conn, now + LATER)] == ["b", "a"]
        assert reading.source_of(conn, reading.known(conn, "a").id).startswith(
            "---\ntitle: Bruises on a baby\n"
        )


def test_what_did_not_come_through_the_door_is_cleaned_on_its_way_in(engine: Engine, now: datetime) -> None:
    dirty = replace(read(), title="Bruises\x00 on Cafe\u0301", body="a\x07b\r\nc", topics=("online", "\x00"))
    with engine.begin() as conn:
        saved = versions.save(conn, dirty, "", now=now)
        assert (saved.content.title, saved.content.body) == ("Bruises on Café", "ab\nc")
        assert saved.content.topics == ("online",)
        assert versions.save(conn, dirty, "", now=now) == saved
        with pytest.raises(Refused, match="part of an address"):
            versions.save(conn, replace(read(), slug="../x"), "", now=now)
