"""Pages of bodies that do not exist: mastheads, sections of headings, layout tables, labels, accordions."""

from datetime import UTC, date, datetime

from publisher.entries.entry import EntryDate
from tests.publisher.entries.importers.reading import entry, fate_of, page, taken, titles


def test_the_bulletins_own_name_is_no_entry_and_its_bold_beginnings_are() -> None:
    found = page("learning-bulletin.html")
    assert titles(found) == [
        "Hidden carers",
        "Child Rowan",
        "Adult Hazel",
        "New form for referrals",
        "Neglect and the home",
        "Working with fathers",
    ]
    assert fate_of(found, "Issue 5, Spring 2026") == "furniture"
    assert fate_of(found, "Local reviews") == "furniture"
    assert entry(found, "Hidden carers").content.date == EntryDate(2026, 3)
    rowan = entry(found, "Child Rowan").content
    assert (rowan.date, rowan.starts) == (EntryDate(2026, 5, 4), None)
    assert rowan.body.endswith("- the house was never seen")
    neglect = entry(found, "Neglect and the home").content
    assert (neglect.kind, neglect.place, neglect.member_price) == ("training", "Civic Centre", "£45")
    assert neglect.starts == datetime(2026, 9, 15, 8, 30, tzinfo=UTC)
    assert neglect.ends == datetime(2026, 9, 17, 11, 30, tzinfo=UTC)


def test_notices_laid_out_in_a_table_by_a_word_processor() -> None:
    found = page("parish-notices.html")
    assert titles(found) == [
        "Lunch club",
        "Safeguarding refresher for helpers",
        "Food bank",
        "Bellringers wanted",
    ]
    lunch = entry(found, "Lunch club").content
    assert (lunch.starts, lunch.place) == (
        datetime(2026, 6, 10, 11, tzinfo=UTC),
        "St Anne’s Church Room, Mill Lane",
    )
    refresher = entry(found, "Safeguarding refresher for helpers").content
    assert (refresher.kind, refresher.book_by) == ("training", date(2026, 6, 9))
    assert refresher.ends == datetime(2026, 6, 20, 11, tzinfo=UTC)
    assert "\n- learn at your own pace\n- children" in entry(found, "Bellringers wanted").content.body
    assert {draft.content.date for draft in found.entries} == {EntryDate(2026, 6, 7)}
    assert fate_of(found, "If you are worried") == "safety notice"


def test_labels_that_return_under_each_title_are_no_titles() -> None:
    found = page("health-partnership.txt")
    assert titles(found)[1:] == [
        "Was not brought",
        "Covert medication",
        "Sepsis in care homes",
        "Soft signs masterclass",
    ]
    assert [draft.content.kind for draft in found.entries[1:]] == ["key-message"] * 3 + ["training"]
    assert entry(found, "Was not brought").content.body.startswith("Key message: A child who misses")
    masterclass = entry(found, "Soft signs masterclass").content
    assert (masterclass.price, masterclass.place) == ("Free", "MS Teams")
    assert masterclass.starts == datetime(2025, 10, 14, 12, tzinfo=UTC)
    assert fate_of(found, "Dear colleagues") == fate_of(found, "Priya Shah") == "furniture"


def test_what_a_reader_unfolds_is_an_entry_under_the_words_that_unfold_it() -> None:
    found = page("council-accordion.html")
    assert titles(found) == [
        "Safeguarding news for schools",
        "Keeping children safe in education",
        "Section 175 audit",
        "Network meetings",
        "Operation Encompass",
    ]
    audit = entry(found, "Section 175 audit").content
    assert (audit.kind, audit.ends) == ("deadline", date(2025, 7, 11))
    meeting = entry(found, "Network meetings").content
    assert (meeting.kind, meeting.place) == ("update", "Marsh Lane Centre")
    assert {draft.content.date for draft in found.entries} == {EntryDate(2025, 6, 3)}
    assert fate_of(found, "Term dates") == fate_of(found, "Was this page helpful") == "furniture"


def test_an_accordion_of_details_or_of_buttons_alone() -> None:
    found = taken(
        "<main><h1>News for carers</h1>"
        '<button aria-expanded="false">Respite at weekends</button><div><p>Two houses are open now.</p></div>'
        '<button aria-expanded="false">Carers’ cards</button><div><p>Shops in the town take them.</p></div></main>',
        "html",
    )
    assert titles(found) == ["Respite at weekends", "Carers’ cards"]
    found = taken(
        "<h1>News for carers</h1><p>Updated 3 June 2025</p><h2>Respite</h2><p>It is open.</p><h2>For you</h2>"
        "<details><summary>Carers’ cards</summary><p>Shops in the town take them.</p></details>"
        "<details><summary>Carers’ tea</summary><p>Cake is there too.</p></details>",
        "html",
    )
    assert titles(found) == ["Respite", "Carers’ cards", "Carers’ tea"]


def test_a_row_of_data_stays_a_row_however_much_a_cell_says() -> None:
    found = taken(
        "<h1>Courses</h1><table><tr><td>Course</td><td>About</td><td>Date</td></tr>"
        "<tr><td>Knots</td><td><p>For all.</p><p>Bring rope.</p><p>Tea is there.</p></td><td>3 June 2027</td></tr>"
        "</table>",
        "html",
    )
    assert titles(found) == ["Knots"]
    assert found.entries[0].content.starts == date(2027, 6, 3)


def test_a_diary_of_days_apart_is_an_entry_for_each_of_them() -> None:
    found = page("weekly-diary.txt")
    assert titles(found) == [
        "New chief officer appointed",
        "Office closed",
        "Laughing Matters Fund",
        "Little Sparks Grants (Brookside Giving)",
        "Coffee and chat",
        "Bid writing workshop",
        "Mental Health First Aid",
        "Community Development Worker",
    ]
    assert {draft.content.date for draft in found.entries} == {EntryDate(2026, 6, 1)}
    coffee = entry(found, "Coffee and chat").content
    assert (coffee.starts, coffee.place) == (
        datetime(2026, 6, 10, 9, tzinfo=UTC),
        "The Hub, Station Road",
    )
    assert coffee.body.startswith("Wed 10 June, 10am-12pm, The Hub, Station Road")
    first_aid = entry(found, "Mental Health First Aid").content
    assert (first_aid.kind, first_aid.price) == ("training", "£75")
    assert first_aid.starts == datetime(2026, 6, 23, 8, 30, tzinfo=UTC)
    assert first_aid.ends == datetime(2026, 6, 24, 15, 30, tzinfo=UTC)
    worker = entry(found, "Community Development Worker").content
    assert (worker.price, worker.ends) == ("", datetime(2026, 6, 19, 16, tzinfo=UTC))


def test_messages_some_with_titles_of_their_own_line_and_some_that_run_in() -> None:
    found = page("mixed-messages.txt")
    assert titles(found) == [
        "Key messages – board meeting 12 May 2026",
        "Self-neglect",
        "Modern slavery",
        "Data dashboard",
        "Safeguarding Adults Week 16 – 20 November 2026",
        "Next meeting: 8 September 2026, 10am, County Hall",
    ]
    assert {(d.content.kind, d.content.date) for d in found.entries} == {
        ("key-message", EntryDate(2026, 5, 12))
    }
    assert "Action: all agencies" in entry(found, "Self-neglect").content.body
    week = found.entries[4].content
    assert (week.starts, week.ends) == (date(2026, 11, 16), date(2026, 11, 20))
    assert found.entries[5].content.place == "County Hall"


def test_what_lies_ahead_starts_then_and_is_dated_as_the_page() -> None:
    found = page("whats-new.txt")
    workshop = entry(found, "Trauma-informed practice workshop, 9 June 2026").content
    assert (workshop.starts, workshop.date) == (date(2026, 6, 9), EntryDate(2026, 5, 5))
    assert workshop.except_ == ("students",)
    conference = entry(found, "Exploitation conference, 1 July 2026, The Arena, Bigtown").content
    assert (conference.starts, conference.place) == (date(2026, 7, 1), "The Arena, Bigtown")
    assert fate_of(found, "March 2026") == "archive link"


def test_any_label_that_returns_is_none_of_the_titles() -> None:
    story = "{}\n\nThe lesson: look in the cupboards, and then ask who does the shopping in this house.\n"
    found = taken("News\n\n" + "\n".join(story.format(name) for name in ("Mr Oak", "Mrs Ash", "Miss Elm")))
    assert titles(found) == ["Mr Oak", "Mrs Ash", "Miss Elm"]
    assert all(draft.content.body.startswith("The lesson: look") for draft in found.entries)
