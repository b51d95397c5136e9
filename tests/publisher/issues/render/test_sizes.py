"""No mail is so long that a mail program cuts it."""

from email.message import EmailMessage
from email.policy import SMTP

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.issues.render.sizes import LIMIT, fit, sent_size
from tests.publisher.issues.render.cast import rendered, written

LONG = "A sentence that says the same thing once more, for the length of it – “so”. " * 40


def as_sent(html: str) -> int:
    """The HTML part's bytes as Python's own mail package would send them in quoted-printable."""
    message = EmailMessage(policy=SMTP)
    message.set_content(html, subtype="html", cte="quoted-printable")
    return len(message.as_bytes().partition(b"\r\n\r\n")[2])


def test_a_long_digest_shortens_its_last_entries_and_says_so() -> None:
    mail = rendered([written(number, body=LONG) for number in range(1, 61)], "weekly")[0]
    assert as_sent(mail.html) <= mail.size < LIMIT
    assert 0 < mail.shortened < 60
    assert f"its last {mail.shortened} entries are shown by their titles" in mail.html
    assert 'href="https://westmere.example.org/entry/entry-60"' in mail.html
    assert mail.html.count(LONG[:40]) == 40 * (60 - mail.shortened)
    assert " ".join(mail.text.split()).count("A sentence") == 40 * 60
    assert [fault.code for fault in mail.warnings] == ["shortened"]


def test_no_more_is_shortened_than_has_to_be() -> None:
    mail = rendered([written(number, body=LONG) for number in range(1, 61)], "weekly")[0]
    assert mail.size > LIMIT - 8_000


def test_one_endless_entry_becomes_its_title() -> None:
    mail = rendered([written(1, body=LONG * 40)])[0]
    assert mail.shortened == 1
    assert "its last entry is shown by its title" in mail.html
    assert LONG[:40] not in mail.html
    assert as_sent(mail.html) < LIMIT


def test_a_thousand_entries_still_fit_and_the_rest_is_on_the_web() -> None:
    mail = rendered([written(number) for number in range(1, 1001)], "weekly")[0]
    assert as_sent(mail.html) < LIMIT
    assert "more are in this issue on the web" in mail.html
    assert "Entry 1000" in mail.text


def test_a_long_mail_warns_before_it_is_shortened() -> None:
    for count in range(4, 60):
        mail = rendered([written(number, body=LONG) for number in range(1, count)], "weekly")[0]
        if mail.warnings:
            assert [fault.code for fault in mail.warnings] == ["long"]
            assert "bytes; from 102,000" in str(mail.warnings[0])
            return
    raise AssertionError("no warning came")


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    )
)
@settings(max_examples=60, deadline=None)
def test_the_counted_size_is_never_below_what_is_sent(words: str) -> None:
    html = f"<p>{words}</p>\n"
    assert as_sent(html) <= sent_size(html)


@given(st.lists(st.integers(100, 9_000), min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_fitting_shortens_the_fewest_that_will_do(lengths: list[int]) -> None:
    def assembled(shortened: int, omitted: int) -> str:
        kept = lengths[: len(lengths) - omitted]
        whole = len(lengths) - shortened
        return "".join("x" * (size if place < whole else 50) for place, size in enumerate(kept))

    html, shortened, omitted = fit(len(lengths), assembled)
    assert sent_size(html) < LIMIT
    assert html == assembled(shortened + omitted, omitted)
    if shortened and not omitted:
        assert sent_size(assembled(shortened - 1, 0)) >= LIMIT
