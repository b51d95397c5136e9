"""An editor's file is read whole, or every fault in it is named with its line, its key and the way out."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.entries.entry import Enclosure, EntryDate, Relation
from publisher.entries.export import export, write
from publisher.entries.files import flags, normalise, parse, slug_of, slugify
from publisher.entries.markdown import to_html, to_text
from publisher.entries.record import cleaned, from_record, to_record
from publisher.errors import Refused
from tests.publisher.entries.samples import PLAIN, VOCABULARY, contents, file, read


def test_a_training_entry_is_read_with_all_it_says() -> None:
    content = read(
        kind="training",
        for_="[education, Health services]",
        topics="online, neglect",
        starts="2026-10-06T09:30",
        ends="2026-10-06 16:00",
        book_by="2026-09-25",
        price="10.00",
        member_price="no",
        link="https://example.org/book",
        enclosure='{url: "https://example.org/a.mp3", length: 25847296}',
        replaces="[old-one]",
        follows_up="another",
        language="cy",
        release="2026-09-10",
        expires="2026-10-06",
    )
    assert content.slug == "bruises"
    assert (content.for_, content.topics) == (("education", "health"), ("online", "neglect"))
    assert content.starts == datetime(2026, 10, 6, 8, 30, tzinfo=UTC)
    assert content.book_by == date(2026, 9, 25)
    assert (content.price, content.member_price) == ("10.00", "no")
    assert content.enclosure == Enclosure("https://example.org/a.mp3", "audio/mpeg", 25847296)
    assert content.relations == (Relation("replaces", "old-one"), Relation("follows-up", "another"))
    assert content.release == datetime(2026, 9, 9, 23, tzinfo=UTC)
    assert content.expires == datetime(2026, 10, 6, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "is_read", "back"),
    [
        ("March 2024", EntryDate(2024, 3), "2024-03"),
        ("2024-03", EntryDate(2024, 3), "2024-03"),
        ("14 September 2026", EntryDate(2026, 9, 14), "2026-09-14"),
        ("1st Feb 2026", EntryDate(2026, 2, 1), "2026-02-01"),
        ("2024-02-29", EntryDate(2024, 2, 29), "2024-02-29"),
    ],
)
def test_a_month_stays_a_month_and_a_day_a_day(written: str, is_read: EntryDate, back: str) -> None:
    assert read(date=written).date == is_read
    assert str(is_read) == back


FAULTS = [
    ({"kind": "trainning"}, "line 3, kind: 'trainning' is no kind. Did you mean 'training'?"),
    ({"kind": ""}, "kind: there is no kind"),
    ({"title": ""}, "title: there is no title"),
    ({"date": "2026-02-30"}, "line 4, date: there is no day '2026-02-30'"),
    ({"date": "2026-13"}, "line 4, date: there is no month '2026-13'"),
    ({"date": "last spring"}, "line 4, date: 'last spring' is no date"),
    ({"date": "0000-00-00"}, "line 4, date"),
    ({"for_": "[education, educaton]"}, "line 5, for: 'educaton' is no audience. Did you mean 'education'?"),
    ({"topics": "negelct"}, "line 5, topics: 'negelct' is no topic. Did you mean 'neglect'?"),
    ({"audience": "education"}, "line 5, audience: there is no key 'audience'"),
    ({"titel": "x"}, "Did you mean 'title'?"),
    ({"starts": "2026-10-06T25:00"}, "line 5, starts: there is no time '2026-10-06T25:00'"),
    ({"starts": "2026-03-29T01:30"}, "never comes: the clocks go forward"),
    ({"starts": "9999-12-31T23:59-12:00"}, "starts"),
    ({"expires": "9999-12-31"}, "expires"),
    ({"starts": "2026-10-06", "ends": "2026-10-05"}, "line 6, ends: it ends before it starts"),
    ({"release": "2026-10-06", "expires": "2026-10-05"}, "expires before it is released"),
    ({"link": "javascript:alert(1)"}, "line 5, link: 'javascript:alert(1)' is no web address"),
    ({"link": "www.example.org"}, "beginning with https://"),
    ({"link": "https://user:secret@example.org"}, "is no web address"),
    ({"enclosure": "https://example.org/thing.unheard"}, "is no media type"),
    ({"enclosure": "{url: 'https://example.org/a.pdf', size: 3}"}, "'size' is not read here"),
    ({"enclosure": "{url: 'https://example.org/a.pdf', length: lots}"}, "no number of bytes"),
    ({"language": "English, mostly"}, "is no language tag"),
    ({"replaces": "bruises"}, "cannot be tied to itself"),
    ({"replaces": "../x"}, "is no entry's name"),
    ({"place": "[a, b]"}, "line 5, place: a list or mapping stands where text should"),
    ({"for_": "{a: b}"}, "line 5, for: a list or mapping"),
    ({"place": "x" * 1001}, "1,001 characters"),
    ({"title": "Neglect: the signs"}, "line 2: this is not YAML"),
    ({"title": "Neglect: the signs"}, "Put a value that holds a colon in double quotes"),
    ({"title": "*ref"}, "anchors and aliases"),
    ({"title": "&ref x"}, "anchors and aliases"),
    ({"title": "!!python/object:os.system x"}, "tag"),
    ({"title": "\tx\n\tkind: y"}, "tab"),
    ({"place": "[" * 12 + "]" * 12}, "more than 10 deep"),
    ({"place": "[" * 12000}, "more than 10 deep"),
    ({"place": "a\nplace: b"}, "line 6: 'place' is there twice"),
    ({"book_by": "2026-01-01", "book-by": "2026-01-02"}, "'book_by' is there twice"),
]


@pytest.mark.parametrize(("keys", "words"), FAULTS)
def test_each_fault_names_file_line_key_and_the_nearest_word(keys: dict[str, str], words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(file(**keys), "entries/bruises.md", VOCABULARY)
    said = str(refused.value)
    assert words in said
    assert said.startswith("entries/bruises.md")


def test_all_faults_of_a_file_are_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read(kind="x", date="y", for_="z", link="w")
    assert len(refused.value.faults) == 4


BAD_FILES = [
    (b"", "the file is empty"),
    (b"\xef\xbb\xbf \r\n", "the file is empty"),
    (file(title="Caf\u00e9").decode().encode("latin-1"), "line 2: byte 0xe9 is not UTF-8"),
    (b"---\r\ntitle: x\x00y", "line 2: the file is not text"),
    ("---\ntitle: x".encode("utf-16"), "UTF-16"),
    (b"x" * 50_000_000, "50,000,000 bytes"),
    (b"Just text", "line 1: there is no front matter"),
    (b"---\ntitle: x\n", "does not end"),
    (b"---\n- a\n---\n", "key"),
    (b"---\n" + b"a: b\n" * 20_000 + b"---\n", "characters"),
    (file(body=">" * 10_000 + " x"), "deep"),
    (file(body="x" * 300_000), "300,000 characters"),
]


@pytest.mark.parametrize(("source", "words"), BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(source: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(source, "entries/bruises.md", VOCABULARY)
    assert words in str(refused.value)
    assert len(str(refused.value)) < 1_000


def test_line_ends_marks_and_accents_come_in_one_form() -> None:
    given_ = b"\xef\xbb\xbf" + file(title="Cafe\u0301\u2028x", body="a\u0007b\u0085c\n").replace(
        b"\n", b"\r\n"
    )
    assert normalise(given_, "x.md") == file(title="Café x", body="ab c\n").decode()


def test_an_except_in_words_stays_and_is_flagged() -> None:
    content = read(except_='["Health services", "Social workers, who have their own", educaton]')
    assert content.except_ == ("health", "Social workers, who have their own", "educaton")
    said = [str(flag) for flag in flags(content, VOCABULARY)]
    assert len(said) == 2
    assert "keeps nobody out" in said[0]
    assert "Did you mean 'education'?" in said[1]
    assert [flag.code for flag in flags(read(date=""), VOCABULARY)] == ["undated"]


@pytest.mark.parametrize("turning", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_nothing_an_editor_pastes_turns_the_order_of_letters(turning: str) -> None:
    content = cleaned(
        read(f"Ring {turning}now. &#x{ord(turning):x};Soon.", title=f"Pay {turning}moc.elpmaxe")
    )
    assert content.title == "Pay moc.elpmaxe"
    assert content.body == f"Ring now. &#x{ord(turning):x};Soon."
    assert to_html(content.body) == "<p>Ring now. Soon.</p>"
    assert to_text(content.body) == "Ring now. Soon."
    assert cleaned(read(title=f'"Pay \\u{ord(turning):04x}moc"')).title == "Pay moc"
    assert cleaned(read("A \u200eb\u200f.")).body == "A \u200eb\u200f."


@given(contents())
def test_a_canonical_file_says_the_same_and_is_written_the_same(content: object) -> None:
    assert isinstance(content, type(read()))
    source = write(content)
    again = parse(source.encode(), f"{content.slug}.md", VOCABULARY)
    assert again == content
    assert write(again) == source
    assert from_record(content.slug, to_record(content)) == content


@given(contents(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_export_wrote_comes_back_byte_for_byte(content: object, end: str, mark: bool) -> None:
    assert isinstance(content, type(read()))
    given_ = (b"\xef\xbb\xbf" if mark else b"") + write(content).replace("\n", end).encode()
    first = export(content, normalise(given_, "x.md"))
    assert parse(first, f"{content.slug}.md", VOCABULARY) == content
    assert export(content, normalise(first, "x.md")) == first


@given(st.binary(max_size=200))
def test_no_bytes_break_the_door(source: bytes) -> None:
    try:
        text = normalise(source, "x.md")
    except Refused:
        return
    assert normalise(text.encode(), "x.md") == text


@given(st.text(max_size=200))
def test_no_front_matter_breaks_the_reader(matter: str) -> None:
    try:
        content = parse(f"---\n{matter}\n---\nbody".encode(), "x.md", VOCABULARY)
    except Refused as refused:
        assert all(str(fault).startswith("x.md") for fault in refused.faults)
    except UnicodeEncodeError:
        return
    else:
        assert content.title


@pytest.mark.parametrize(
    "name", ["A b.md", ".md", "../..md", "x--y.md", "é.md", "x" * 130 + ".md", "con\x00.md"]
)
def test_a_name_that_makes_no_address_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="part of an address"):
        slug_of(name)


@given(st.text(max_size=300))
def test_any_title_makes_a_slug_or_nothing(title: str) -> None:
    slug = slugify(title)
    assert not slug or (slug_of(f"{slug}.md") == slug and len(slug) <= 80)


def test_the_plain_keys_suffice() -> None:
    assert parse(file(), "a/b/bruises.md", VOCABULARY).title == PLAIN["title"]
