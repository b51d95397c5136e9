"""Markdown becomes HTML that is safe wherever it is put, and text that reads as if written."""

import re
import time

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.entries.markdown import clean_html, to_html, to_text
from publisher.errors import Refused

DEEP = [
    ">" * 10_000 + " x",
    "- " * 10_000 + "x",
    "1. " * 10_000 + "x",
    "> - " * 5_000 + "x",
    "\n".join("  " * n + "- x" for n in range(400)),
    "*" * 50_000 + "a" + "*" * 50_000,
    "*a _a " * 5_000 + "a_ a*" * 5_000,
]
BOMBS = [
    "[a]: http://example.org/" + "x" * 100_000 + "\n\n" + "[a]" * 30_000,
    "[a]: http://example.org/" + "x" * 1_000 + "\n\n" + "[a] " * 40_000,
    "x" * 200_001,
]
SLOW = [
    "[" * 100_000,
    "![" * 50_000,
    "[a](" * 40_000,
    "<" * 150_000,
    "`a" * 80_000,
    "|a" * 5_000 + "\n" + "|-" * 5_000,
    "www.a" * 30_000,
]


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_what_is_nested_too_deep_is_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    for act in (to_html, to_text):
        with pytest.raises(Refused, match="deep in each other"):
            act(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("text", BOMBS, ids=range(len(BOMBS)))
def test_a_small_text_that_becomes_a_huge_one_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="at most"):
        to_html(text)


@pytest.mark.parametrize("text", SLOW, ids=range(len(SLOW)))
def test_no_text_within_the_limits_takes_long(text: str) -> None:
    started = time.perf_counter()
    to_html(text)
    assert time.perf_counter() - started < 10


def test_depth_within_the_limit_loses_no_word() -> None:
    assert "deepest" in to_html("> " * 12 + "deepest")


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHN2Zz4=)",
    "[x](vbscript:x)",
    "[x](//evil.example.com)",
    "[x](/local)",
    "[x](#top)",
    '[x](https://example.org "\\" onmouseover=alert(1) \\"")',
    '[x](https://example.org"onmouseover=alert(1))',
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](http://example.org/pixel.png)",
    "![](https://example.org/pixel.png)",
    '!["onerror=alert(1)](https://example.org/a.png)',
    "<svg/onload=alert(1)>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    '```"><script>\nx\n```',
    "[x]: javascript:alert(1)\n\n[x]",
    'https://example.org/"onclick=alert(1)',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_through(text: str) -> None:
    html = to_html(text)
    assert not re.search(r"<(script|svg|math|style|iframe|form|input)", html)
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'="[^"]*"', '=""', html))
    for address in re.findall(r'(?:href|src)="([^"]*)"', html):
        assert address.startswith(("https://", "http://", "mailto:", "tel:"))
    assert 'src="http://' not in html
    assert 'alt=""' not in html


_words = st.sampled_from(
    ["# ", "- ", "> ", "1. ", "\n", "\n\n", "*", "**", "`", "```", "[", "](", ")", "<", ">", "&", "&lt;", "|", "~~", "!",
     "https://example.org/a", "mailto:a@example.org", "javascript:x", "a@example.org", "<b onclick=x>", "</p>", "<svg>",
     "<style>", "<!--", "]]>", "word", " ", "\t", "    ", "\"", "'", "\\", "é", "\u202e"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(_words, max_size=30).map("".join))
def test_cleaning_again_changes_nothing_and_text_never_fails(text: str) -> None:
    html = to_html(text)
    assert clean_html(html) == html
    assert nh3.is_html(html) or "<" not in html
    assert isinstance(to_text(text), str)


def test_headings_begin_under_the_entrys_own() -> None:
    assert to_html("# One\n\n### Three\n\n###### Six") == "<h3>One</h3>\n<h5>Three</h5>\n<h6>Six</h6>"
    assert to_html("### One\n\n#### Two") == "<h3>One</h3>\n<h4>Two</h4>"


def test_good_links_stay_and_the_words_of_the_others_too() -> None:
    html = to_html(
        "[Book](https://example.org/b), [ring](tel:+441632960123), [write](mailto:a@example.org), [no](/x)."
    )
    assert '<a href="https://example.org/b">Book</a>' in html
    assert '<a href="tel:+441632960123">ring</a>' in html
    assert '<a href="mailto:a@example.org">write</a>, no.' in html


def test_bare_addresses_are_links_without_the_sentences_full_stop() -> None:
    html = to_html(
        "See https://example.org/a_(b). Or www.example.org, or ann@example.org; `https://code.example.org`"
    )
    assert '<a href="https://example.org/a_(b)">https://example.org/a_(b)</a>. Or' in html
    assert '<a href="https://www.example.org">www.example.org</a>,' in html
    assert '<a href="mailto:ann@example.org">ann@example.org</a>;' in html
    assert "<code>https://code.example.org</code>" in html


def test_plain_text_is_written_not_stripped() -> None:
    text = to_text(
        "## What to do\n\nRing *now*. See the [guide](https://example.org/g).\n\n- one\n- two\n  1. deep\n\n> said\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n    code\n\n---\n\n[One](https://example.org/1) and [two](https://example.org/2)."
    )
    assert text == (
        "What to do\n----------\n\nRing now. See the guide.\nhttps://example.org/g\n\n- one\n- two\n  1. deep\n\n> said\n\n"
        "a | b\n1 | 2\n\n    code\n\n* * *\n\nOne and two.\nOne:\nhttps://example.org/1\ntwo:\nhttps://example.org/2"
    )
