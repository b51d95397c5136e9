"""Whatever a page is made of: every line has one fate, and every word of an entry's line is in the entry."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.entries import files
from publisher.entries.importers.block import pack, unpack
from publisher.entries.importers.decoding import decode
from publisher.entries.importers.draft import words
from publisher.entries.importers.html import read_html
from publisher.entries.importers.page import take_page
from publisher.entries.importers.plain import read_plain
from publisher.entries.markdown import to_text
from tests.publisher.entries.importers.reading import TODAY, VOCABULARY, lost

LINES = st.one_of(
    st.sampled_from(
        [
            "", "", "March 2024", "FUNDING", "Training", "Edition 4", "Key messages 2021-22", "Who is it for?",
            "Neglect – the new toolkit is ready and every team has a copy of it.", "- a bullet - with a dash", "o   another",
            "1) First theme - text of it", "2. Second", "Thursday 12 March 2026, 10am–12.30pm, at Mill Hall", "£45 (members £30)",
            "Worried about a child? Ring 01632 960 999", "Find out more and book a place.", "Click here", "=====", "a | b | c",
            "Title: a text that is long enough to be the text of a title that runs in.", "**Bold** and then text", "# Heading",
            "We met on Monday and agreed what follows, which is this.", "Name\tDate\tCost", "snake_case *stars* [brackets] <b> &amp; `tick`",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60),
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=25))
def test_no_word_of_a_pasted_text_is_lost(lines: list[str]) -> None:
    text = decode("\n".join(lines).encode(), "page")
    found = take_page(read_plain(text), "page", set(), VOCABULARY, TODAY)
    numbers = [fate.line for fate in found.fates]
    assert len(numbers) == len(set(numbers))
    spoken = {n for n, line in enumerate(text.split("\n"), 1) if any(c.isalnum() for c in line)}
    assert spoken <= set(numbers)
    assert not lost(found)
    for draft in found.entries:
        shown = words(f"{draft.content.title} {to_text(draft.content.body)}")
        written = words(re.sub(r"\\(?=[^\w\s])", "", draft.content.body))
        assert {word for word in written if not word.isdigit()} <= set(shown) | {
            "https",
            "mailto",
            "www",
            "amp",
        }
        assert (
            files.parse(draft.source_text.encode(), f"{draft.content.slug}.md", VOCABULARY).body
            == draft.content.body
        )


PIECES = st.recursive(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="<>&"),
        min_size=1,
        max_size=20,
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(
            [
                "p",
                "h1",
                "h2",
                "h3",
                "b",
                "strong",
                "em",
                "ul",
                "ol",
                "li",
                "div",
                "table",
                "tr",
                "td",
                "th",
                "nav",
                "footer",
                "span",
                "a",
                "br",
                "blockquote",
                "section",
            ]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=8))
def test_no_word_of_a_web_page_is_lost(pieces: list[str]) -> None:
    page = decode(("<meta charset=utf-8><body>" + "\n".join(pieces)).encode(), "page")
    blocks = unpack(pack(read_html(page.encode(), "page")))
    found = take_page(blocks, "page", set(), VOCABULARY, TODAY)
    assert not lost(found)
    bare = "".join(c if c != "<" else " <" for c in page)
    said = words(" ".join(part.partition(">")[2] for part in bare.split("<")))
    told = words(" ".join(fate.text for fate in found.fates))
    # Inline tags join words that this crude reading takes apart: compare letters.
    assert sorted("".join(said.elements())) == sorted("".join(told.elements()))
