"""Whatever a mail system writes, it comes to one of our words, and never removes anybody by a guess."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.delivery.feedback.reading import read_report
from publisher.delivery.feedback.report import Kind
from publisher.delivery.feedback.status import kind_of, kind_of_refusal

TOKEN = "aaaaaaaaabcdefghijklmnopqrstuvwx34"
LEAVE = "bbbbbbbbbcdefghijklmnopqrstuvwxy35"


def dsn(
    *, action: str = "failed", status: str = "5.1.1", diagnostic: str = "smtp; 550 5.1.1 no such user"
) -> bytes:
    return (
        dedent(f"""\
        From: MAILER-DAEMON@mx.example.com
        To: bounces+{TOKEN}@westmere.example.org
        Message-ID: <report-1@mx.example.com>
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        I'm sorry to have to inform you.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com
        Original-Envelope-Id: {TOKEN}

        Final-Recipient: rfc822; ada@example.com
        Action: {action}
        Status: {status}
        Diagnostic-Code: {diagnostic}

        --b
        Content-Type: text/rfc822-headers

        From: news@westmere.example.org
        Message-ID: <of-ours@westmere.example.org>
        List-Unsubscribe:
         <https://westmere.example.org/leave/{LEAVE}>

        --b--
        """)
        .replace("\n", "\r\n")
        .encode()
    )


ARF = (
    dedent(f"""\
    From: feedback@mx.example.com
    To: complaints@westmere.example.org
    Message-ID: <complaint-1@mx.example.com>
    Subject: complaint
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=feedback-report; boundary="b"

    --b
    Content-Type: text/plain

    A person pressed the button.

    --b
    Content-Type: message/feedback-report

    Feedback-Type: abuse
    User-Agent: Button/1.0
    Version: 1
    Original-Rcpt-To: redacted@example.com

    --b
    Content-Type: message/rfc822

    From: news@westmere.example.org
    To: redacted
    Message-ID: <of-ours@westmere.example.org>
    List-Unsubscribe: <https://westmere.example.org/leave/{LEAVE}>

    Dear reader
    --b--
    """)
    .replace("\n", "\r\n")
    .encode()
)


def test_a_dead_address_is_read_with_who_says_so_and_which_message() -> None:
    report = read_report(dsn())
    finding = report.findings[0]
    assert (report.source, finding.kind, finding.status) == ("dsn", Kind.HARD, "5.1.1")
    assert finding.recipient == "ada@example.com"
    assert report.tokens == (TOKEN,)
    assert report.leave_tokens == (LEAVE,)
    assert report.message_ids == ("<of-ours@westmere.example.org>",)


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "kind"),
    [
        ("failed", "5.1.1", "smtp; 550 5.1.1 gone", Kind.HARD),
        ("failed", "5.1.6", "", Kind.HARD),
        ("failed", "5.1.10", "", Kind.HARD),
        ("failed", "5.2.1", "", Kind.HARD),
        ("failed", "5.2.2", "", Kind.SOFT),
        ("failed", "5.3.4", "", Kind.POLICY),
        ("failed", "5.4.4", "", Kind.SOFT),
        ("failed", "5.7.1", "smtp; 550 5.7.1 unauthenticated", Kind.POLICY),
        ("failed", "5.7.26", "", Kind.POLICY),
        ("failed", "5.0.0", "smtp; 550 5.1.1 <x>: unknown", Kind.HARD),
        ("failed", "5.0.0", "smtp; 550 rejected", Kind.SOFT),
        ("failed", "4.2.2", "", Kind.SOFT),
        ("failed", "nonsense", "", Kind.SOFT),
        ("Failed (expired)", "4.4.7", "", Kind.SOFT),
        ("delayed", "4.4.1", "", Kind.DELAYED),
        ("delivered", "2.0.0", "", Kind.DELIVERED),
        ("relayed", "2.0.0", "", Kind.DELIVERED),
        ("exploded", "5.1.1", "", Kind.UNKNOWN),
    ],
)
def test_action_and_status_decide_together(action: str, status: str, diagnostic: str, kind: Kind) -> None:
    assert read_report(dsn(action=action, status=status, diagnostic=diagnostic)).findings[0].kind == kind


def test_a_complaint_is_known_by_the_message_it_quotes_not_by_the_blacked_out_recipient() -> None:
    report = read_report(ARF)
    assert (report.source, report.findings[0].kind) == ("arf", Kind.COMPLAINT)
    assert report.leave_tokens == (LEAVE,)
    assert report.findings[0].recipient == ""


@pytest.mark.parametrize(
    "headers",
    [
        b"Auto-Submitted: auto-replied (vacation)",
        b"Subject: Automatic reply: Key messages",
        b"Subject: Out of Office until Monday",
        b"X-Autoreply: yes",
    ],
)
def test_an_out_of_office_is_nothing(headers: bytes) -> None:
    report = read_report(b"From: ada@example.com\r\n" + headers + b"\r\n\r\nI am away.\r\n")
    assert report.findings[0].kind == Kind.AUTOMATIC


def test_our_own_mail_going_round_is_nothing() -> None:
    mail = (
        b"From: a@example.com\r\nList-Id: Key messages <key-messages.westmere.example.org>\r\n\r\nhello\r\n"
    )
    assert read_report(mail, list_domain="westmere.example.org").findings[0].kind == Kind.AUTOMATIC


def test_a_form_of_no_standard_is_read_by_the_library() -> None:
    """As qmail writes it."""
    mail = (
        b"From: MAILER-DAEMON@mx.example.com\r\nSubject: failure notice\r\n\r\n"
        b"Hi. This is the qmail-send program at mx.example.com.\r\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        b"<ada@example.com>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n"
    )
    report = read_report(mail, came_to=f"bounces+{TOKEN}@westmere.example.org")
    assert (report.source, report.findings[0].kind) == ("odd", Kind.HARD)
    assert report.tokens == (TOKEN,)


def test_a_letter_from_a_person_is_kept_for_a_person() -> None:
    assert (
        read_report(b"From: ada@example.com\r\nSubject: hello\r\n\r\nhello\r\n").findings[0].kind
        == Kind.UNKNOWN
    )


def test_the_address_it_came_to_is_trusted_before_what_is_written_in_it() -> None:
    other = TOKEN[:-1] + "2"
    assert read_report(dsn(), came_to=f"bounces+{other}@westmere.example.org").tokens == (other, TOKEN)


def test_a_report_of_a_thousand_parts_is_not_walked_to_its_end() -> None:
    nested = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000
    assert read_report(nested).findings[0].diagnostic == "too many parts"


@given(st.binary(max_size=3000))
def test_no_bytes_at_all_break_the_door(raw: bytes) -> None:
    assert read_report(raw).findings


@given(st.binary(max_size=400), st.integers(0, 1400))
def test_a_damaged_report_never_breaks_the_door(noise: bytes, place: int) -> None:
    good = dsn()
    assert read_report(good[:place] + noise + good[place:]).findings


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("550", "5.1.1 no such user", Kind.HARD),
        ("550", "5.7.1 blocked", Kind.POLICY),
        ("550", "no", Kind.SOFT),
        ("553", "bad mailbox name", Kind.HARD),
        ("554", "transaction failed", Kind.SOFT),
    ],
)
def test_a_refusal_heard_during_smtp_is_judged_by_the_same_table(code: str, text: str, kind: Kind) -> None:
    assert kind_of_refusal(code, text) == kind


def test_only_class_five_is_ever_final() -> None:
    assert {kind_of(f"4.{subject}.{detail}") for subject in range(8) for detail in range(12)} == {Kind.SOFT}
