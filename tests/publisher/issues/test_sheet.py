"""The sheet: what is written comes back the same; what a person breaks is named with its line."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.entries.entry import Version
from publisher.errors import Refused
from publisher.issues.issue import Issue
from publisher.issues.sheet import NEXT, THIS, check, write
from tests.support import sites

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40).map(str.strip)


def version(number: int, slug: str) -> Version:
    content = sites.content(slug)
    return Version(
        number, number, 1, 0, "", content, "", "", NOW, NOW, NOW, NOW, None, None, "", archived=False
    )


def issue(*slugs: str) -> Issue:
    entries = tuple(version(number, slug) for number, slug in enumerate(slugs, 1))
    return Issue(1, "messages", 1, entries, subject="Autumn", introduction="Dear *all*,")


@given(
    LINES,
    st.lists(LINES, max_size=5),
    st.lists(st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True), unique=True),
)
def test_what_was_written_comes_back(subject: str, introduction: list[str], slugs: list[str]) -> None:
    text = "\n".join(introduction).strip()
    if THIS in introduction or NEXT in introduction:
        return
    given_issue = replace(issue(*slugs), subject=subject, introduction=text)
    sheet = check(write(given_issue), given_issue)
    assert (sheet.subject, sheet.introduction, list(sheet.order)) == (subject, text, slugs)
    assert sheet.moved_on == ()


def test_lines_may_be_reordered_and_moved_on_and_the_file_may_come_from_windows() -> None:
    written = f"Subject: Autumn\r\n\r\nHello.\r\n\r\n{THIS}\r\n* c\r\n- a (A title)\r\n{NEXT}\r\n- b\r\n"
    sheet = check(written, issue("a", "b", "c"))
    assert (sheet.introduction, sheet.order, sheet.moved_on) == ("Hello.", ("c", "a"), ("b",))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (("- a ", "- aa "), "line 7: 'aa' is not in this issue"),
        (("- a ", "- b "), "line 8: b stands on line 7 already"),
        (("- a  (A)\n", ""), "the line of a is missing"),
        ((THIS, "## In this"), f"the line '{THIS}' is missing"),
        (("Subject:", "Topic:"), "line 1: the sheet must begin with 'Subject:'"),
        (("- a ", "what about a "), "is no line of an entry"),
    ],
)
def test_what_is_broken_is_named_with_its_line(spoil: tuple[str, str], said: str) -> None:
    whole = issue("a", "b")
    text = write(whole)
    assert spoil[0] in text
    with pytest.raises(Refused) as refused:
        check(text.replace(*spoil, 1), whole)
    assert said in str(refused.value)
