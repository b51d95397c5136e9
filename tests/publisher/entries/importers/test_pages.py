"""Pages of bodies that do not exist, each made otherwise, and what a careful editor wants of them."""

from datetime import UTC, date, datetime

import pytest

from publisher.entries.entry import EntryDate
from tests.publisher.entries.importers.documents import newsletter
from tests.publisher.entries.importers.reading import PAGES, entry, fate_of, lost, page, taken, titles


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.iterdir()))
def test_every_word_of_every_page_is_in_its_entry(name: str) -> None:
    imported = page(name)
    assert not lost(imported)
    assert {fate.entry for fate in imported.fates if fate.entry} == {d.content.slug for d in imported.entries}


def test_a_bulletin_with_sections_in_capitals() -> None:
    found = page("harbour-bulletin.txt")
    assert titles(found) == [
        "Small grants are open again",
        "Warm rooms fund",
        "Trustee basics",
        "Safeguarding Awareness – Level 1",
        "Volunteers' fair",
        "Treasurer wanted",
        "Youth worker (part time)",
    ]
    trustee = entry(found, "Trustee basics").content
    assert trustee.kind == "training"
    assert trustee.starts == datetime(2026, 3, 12, 10, tzinfo=UTC)
    assert trustee.ends == datetime(2026, 3, 12, 12, 30, tzinfo=UTC)
    assert trustee.place == "Harbour Hall, Quay Street"
    assert (trustee.price, trustee.member_price) == ("£45", "£30")
    assert trustee.book_by == date(2026, 2, 25)
    flags = entry(found, "Trustee basics").flags
    assert any(flag.startswith("year guessed") for flag in flags)
    assert any(flag.startswith("link missing") for flag in flags)
    assert all(draft.content.date == EntryDate(2025, 9) for draft in found.entries)
    assert all("date guessed: 2025-09, from 'Autumn 2025'" in draft.flags for draft in found.entries)
    level = entry(found, "Safeguarding Awareness – Level 1").content
    assert (level.level, level.member_price, level.price) == ("Level 1", "Free", "£20")
    grants = entry(found, "Small grants are open again").content
    assert (grants.kind, grants.ends) == ("deadline", datetime(2025, 10, 31, 12, tzinfo=UTC))
    assert fate_of(found, "If you are worried about a child") == "safety notice"
    assert fate_of(found, "- Trustee basics") == "furniture"
    assert fate_of(found, "unsubscribe") == "furniture"


def test_a_newsletter_with_headings_alone_on_a_line() -> None:
    found = page("valley-partnership-news.txt")
    assert titles(found) == [
        "Welcome",
        "Learning from reviews",
        "Private fostering week",
        "New threshold document",
        "Working with Neglect",
        "Supervision Skills",
    ]
    assert "- Fathers and male carers" in entry(found, "Learning from reviews").content.body
    assert "What do you need to do?" in entry(found, "New threshold document").content.body
    course = entry(found, "Working with Neglect")
    assert course.content.except_ == ("administrative staff",)
    assert any(flag.startswith("except is text") for flag in course.flags)
    assert course.content.starts == datetime(2025, 11, 4, 9, 30, tzinfo=UTC)
    assert (course.content.place, course.content.price) == ("The Old Mill, Valley Road", "£60")
    assert fate_of(found, "Previous newsletters") == "archive link"
    assert all(any(flag.startswith("undated") for flag in draft.flags) for draft in found.entries)


def test_a_mail_wrapped_at_seventy_columns_with_numbered_titles() -> None:
    found = page("wrapped-mail.txt")
    assert titles(found)[1:] == [
        "Winter pressures",
        "Self-neglect guidance",
        "Deprivation of liberty: have your say",
    ]
    assert any(flag.startswith("untitled") for flag in found.entries[0].flags)
    guidance = entry(found, "Self-neglect guidance").content
    assert (guidance.kind, guidance.link) == ("resource", "https://northmoor.example.org/self-neglect")
    assert "cupboards and unpaid bills, and to tell" in entry(found, "Winter pressures").content.body
    assert found.entries[3].content.ends == date(2025, 11, 14)
    assert fate_of(found, "Board Manager") == "furniture"


def test_messages_that_are_a_list_with_titles_in_it() -> None:
    found = page("messages-2025.txt")
    assert titles(found) == ["Winter plan", "Data", "Next meeting"]
    assert {draft.content.kind for draft in found.entries} == {"key-message"}


def test_a_page_without_a_single_blank_line() -> None:
    found = page("no-blank-lines.txt")
    assert titles(found) == ["Falls at home", "Advocacy", "Modern slavery", "Staff survey"]
    survey = entry(found, "Staff survey").content
    assert survey.date == EntryDate(2026, 4)
    assert survey.body.endswith("- time to read\n\nThe board will answer each of them by October.")
    assert fate_of(found, "ARCHIVE") == fate_of(found, "Key messages 2023") == "archive link"


def test_a_diary_whose_titles_begin_with_the_day() -> None:
    found = page("dates-ahead.txt")
    briefing = entry(found, "Neglect briefing").content
    assert briefing.starts == datetime(2026, 3, 12, 12, 30, tzinfo=UTC)
    assert entry(found, "Urgent: counterfeit vapes").content.kind == "alert"
    assert "ring the police on 101" in entry(found, "Urgent: counterfeit vapes").content.body


def test_a_web_page_with_navigation_a_table_and_scripts() -> None:
    found = page("trust.html")
    assert titles(found) == [
        "We have moved",
        "Thank you, Marjorie",
        "First aid for youth groups",
        "Online safety for leaders",
        "Green Spaces Fund",
        "Toolkit for talking about loneliness",
        "Podcast: Growing up rural",
    ]
    first_aid = entry(found, "First aid for youth groups").content
    assert (first_aid.kind, first_aid.place, first_aid.member_price) == ("training", "Sluice Hall", "£20")
    assert first_aid.starts == datetime(2026, 4, 16, 9, tzinfo=UTC)
    assert (
        entry(found, "Online safety for leaders").content.link == "https://fenland.example.org/online-safety"
    )
    fund = entry(found, "Green Spaces Fund").content
    assert fund.ends == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert "### Who can apply?" in fund.body
    assert "  - also those that are new" in fund.body
    assert "[Click here](https://fenland.example.org/green)" in fund.body
    everything = " ".join(draft.content.body for draft in found.entries)
    assert "javascript" not in everything
    assert "boo" not in everything
    assert fate_of(found, "Marjorie with a cake") == "image not taken"
    assert fate_of(found, "Worried about a child") == "safety notice"
    assert fate_of(found, "Home > News") == "furniture"


def test_a_boards_web_page_by_months_with_bold_and_plain_heads() -> None:
    found = page("board-page.html")
    assert [(str(d.content.date), d.content.title) for d in found.entries] == [
        ("2025-06", "Neglect strategy"),
        ("2025-06", "Themes from two reviews"),
        ("2025-03", "Mental health support"),
        ("2025-03", "Information sharing"),
    ]
    assert entry(found, "Themes from two reviews").content.body.endswith(
        "Both reviews will be published in July."
    )
    assert fate_of(found, "2023-24") == "archive link"
    assert {draft.content.kind for draft in found.entries} == {"key-message"}


def test_a_mail_programs_web_page_in_an_old_encoding_it_declares() -> None:
    found = page("outlook.html")
    assert titles(found) == ["Lottery drop-in", "Sports kit grants", "Dementia friends", "Consultations"]
    drop_in = entry(found, "Lottery drop-in").content
    assert drop_in.starts == datetime(2025, 10, 16, 13, tzinfo=UTC)
    assert (drop_in.place, drop_in.date) == ("Estuary House", EntryDate(2025, 10, 6))
    assert "the county’s page" in entry(found, "Consultations").content.body


def test_a_word_newsletter_with_styles_bold_lines_and_a_table() -> None:
    found = taken(newsletter(), "word", "newsletter.docx")
    assert not lost(found)
    assert titles(found) == [
        "Respite breaks",
        "School nurses – new team",
        "Safer recruitment",
        "Trauma and the teenage brain, Level 2",
        "Trustee",
        "Play leader",
        "Annual return",
    ]
    assert {draft.content.date for draft in found.entries} == {EntryDate(2026, 5)}
    assert entry(found, "Respite breaks").content.link == "https://moorland.example.org/respite"
    recruitment = entry(found, "Safer recruitment").content
    assert (recruitment.price, recruitment.member_price, recruitment.place) == ("£25", "£15", "Online")
    assert entry(found, "Trauma and the teenage brain, Level 2").content.level == "Level 2"
    assert entry(found, "Annual return").content.body.endswith(
        "- numbers of children\n- names of two safeguarding leads"
    )
    assert fate_of(found, "1 High Street") == "furniture"


def test_titles_in_capitals_are_calmed_as_the_page_spells_them() -> None:
    found = page("partnership-capitals.txt")
    assert titles(found) == [
        "Foreword from the Independent Scrutineer",
        "Safeguarding children Level 3 refresher",
        "Graded care Profile 2",
        "Working Together to Safeguard Children",
        "Online Safety Act",
        "New neglect strategy",
        "Child Safeguarding Practice Review: Child T",
        "Dates for your diary",
    ]
    assert found.entries[0].content.body.endswith("Jane Doe\n\nIndependent Scrutineer")
    assert found.entries[2].content.kind == "training"
    assert found.entries[-1].content.starts is None


def test_one_line_events_with_times_and_prices() -> None:
    found = page("weekly-enews.txt")
    coffee = entry(found, "Coffee Morning").content
    assert (coffee.starts, coffee.place) == (
        datetime(2025, 10, 23, 9, 30, tzinfo=UTC),
        "St Mary's Church Hall",
    )
    course = entry(found, "Fundraising Masterclass").content
    assert (course.kind, course.price, course.member_price) == ("training", "£40", "£25")
    assert course.book_by == date(2025, 11, 5)
    assert entry(found, "AGM").content.place == "Town Hall"
    assert entry(found, "Community chest fund").content.kind == "deadline"
    assert entry(found, "Awards for All - rolling programme").content.kind == "update"
    assert {draft.content.date for draft in found.entries} == {EntryDate(2025, 10, 14)}


def test_numbered_headings_with_headings_inside() -> None:
    found = page("numbered-briefing.html")
    assert titles(found) == [
        "Learning from Safeguarding Adults Reviews",
        "Training offer",
        "MCA Masterclass",
        "Hoarding awareness",
        "National Safeguarding Adults Week",
    ]
    assert "### Key findings\n\n- Professional curiosity" in found.entries[0].content.body
    hoarding = entry(found, "Hoarding awareness").content
    assert (hoarding.kind, hoarding.except_) == ("training", ("staff of the fire service",))
    assert fate_of(found, "Board Office") == "furniture"


def test_a_series_of_dated_messages_on_one_page() -> None:
    found = page("messages-numbered.txt")
    assert [(str(draft.content.date), draft.content.title) for draft in found.entries] == [
        ("2026-01", "Strategic plan"),
        ("2026-01", "Audit of strategy discussions"),
        ("2026-01", "Next meeting"),
        ("2025-10", "Annual report"),
        ("2025-10", "Scrutiny"),
    ]
