"""Tables, feeds and Markdown files come in with their fields; folders bring what is in them."""

from datetime import UTC, datetime
from pathlib import Path

from publisher.entries.entry import Enclosure, EntryDate
from publisher.entries.importers import gather, take
from tests.publisher.entries.importers.reading import TODAY, VOCABULARY, entry, lost, no_fetch, taken, titles

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Partner news</title><id>tag:example.org,2026:x</id>
<entry><title>Water &amp; ice</title><id>tag:example.org,2026:1</id><published>2026-02-28T23:30:00Z</published>
<updated>2026-03-01T00:00:00Z</updated><link href="/ice"/><category term="Health"/><category term="Alert"/>
<author><name>Ada</name></author>
<content type="html">&lt;p&gt;Keep off the &lt;a href="/pond"&gt;pond&lt;/a&gt;.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;img src="a.png" alt="A pond"&gt;</content>
</entry></feed>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Courses</title>
<item><title>Toddler first aid workshop</title><pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate>
<description>One evening. Free for members, £10 for non-members. Book now.</description>
<enclosure url="https://example.org/talk.mp3" type="audio/mpeg" length="1234"/></item>
<item><description>Words without a title, and without a date, that go on.</description></item></channel></rss>"""


def test_an_atom_feed_brings_date_link_audience_and_kind() -> None:
    found = taken(ATOM, "feed", "https://partner.example.org/feed", "https://partner.example.org/feed")
    assert not lost(found)
    ice = entry(found, "Water & ice").content
    assert (ice.kind, ice.date, ice.for_, ice.author) == ("alert", EntryDate(2026, 2, 28), ("health",), "Ada")
    assert ice.link == "https://partner.example.org/ice"
    assert ice.body == "Keep off the [pond](https://partner.example.org/pond)."
    assert [fate.fate for fate in found.fates] == ["furniture", "entry", "entry", "image not taken"]


def test_an_rss_feed_brings_enclosures_and_flags_what_it_lacks() -> None:
    found = taken(RSS, "feed")
    workshop = entry(found, "Toddler first aid workshop")
    assert workshop.content.enclosure == Enclosure("https://example.org/talk.mp3", "audio/mpeg", 1234)
    assert (workshop.content.kind, workshop.content.member_price, workshop.content.price) == (
        "training",
        "Free",
        "£10",
    )
    assert any(flag.startswith("kind guessed") for flag in workshop.flags)
    bare = found.entries[1]
    assert bare.content.title == "Words without a title, and without a date,…"
    assert {flag.split(":")[0] for flag in bare.flags} == {
        "untitled",
        "undated",
        "kind guessed",
        "no audience",
    }


def test_a_table_brings_every_field_and_makes_its_own_slugs() -> None:
    table = (
        "\ufeffTitle;Kind;Date;For;Except;Starts;Member price;Text\n"
        'Fire;training;2026-09;"health;education";Nurses on nights;2026-10-01T09:30;£5;"One.\n\nTwo, *three*."\n'
        "Fire;;2026-09;;;;;Again\n"
    ).replace('"health;education"', '"health;education"')
    found = taken(table, "csv")
    fire, again = found.entries
    assert fire.content.for_ == ("health", "education")
    assert fire.content.except_ == ("Nurses on nights",)
    assert fire.content.starts == datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
    assert fire.content.body == "One.\n\nTwo, *three*."
    assert (fire.content.slug, again.content.slug) == ("2026-09-fire", "2026-09-fire-2")
    assert [fate.line for fate in found.fates] == [1, 2, 5]
    assert any(flag.startswith("kind guessed") for flag in again.flags)


def test_a_folder_brings_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a-file.md").write_text(
        "---\ntitle: A\nkind: update\ndate: 2026-09\n---\n\nWords.\n"
    )
    (tmp_path / "b.txt").write_text("June 2026\n\nBees\nBees have come to live under the roof of the hall.\n")
    (tmp_path / "picture.png").write_bytes(b"x")
    (tmp_path / "README.md").write_text("Not an entry.")
    found = take(gather([str(tmp_path)], no_fetch), VOCABULARY, TODAY)
    assert titles(found) == ["Bees", "A"]
    assert found.entries[1].source_text == "---\ntitle: A\nkind: update\ndate: 2026-09\n---\n\nWords.\n"
    assert found.entries[1].content.slug == "a-file"


def test_a_feeds_address_is_fetched_and_told_by_its_media_type() -> None:
    def fetch(url: str) -> tuple[bytes, str, str]:
        return ATOM.encode(), "application/atom+xml", url

    (source,) = gather(["https://partner.example.org/feed"], fetch)
    assert (source.form, source.address) == ("feed", "https://partner.example.org/feed")
