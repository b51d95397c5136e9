"""What stands in a message, byte by byte: MIME, list headers, slots, and what must never get in."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.delivery.message.addresses import wire_address
from publisher.delivery.message.compose import Sheet, compose
from publisher.delivery.message.headers import Unwritable, mailbox_line, text_line
from publisher.delivery.message.pattern import UNSAFE, Letter
from publisher.delivery.message.quoted import SLOT_WORDS, address_value, encode
from publisher.delivery.message.splice import Reader, splice
from publisher.issues.placeholders import ADDRESS, LEAVE
from tests.support.ledgers import HTML, TEXT, letterhead

WHEN = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
SHEET = Sheet("The week: neglect", HTML, TEXT, "en-GB", WHEN, "weekly", 7)
READER = Reader(12, 1, "anna@example.org", "Anna Larch", "3.4", 9, "")
printable = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400).filter(
    lambda text: not SLOT_WORDS.search(text)
)


def letter(sheet: Sheet = SHEET, reader: Reader = READER) -> Letter:
    return splice(letterhead(), compose(letterhead(), sheet), reader)


def parsed(sheet: Sheet = SHEET, reader: Reader = READER) -> EmailMessage:
    found = email.message_from_bytes(letter(sheet, reader).data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_headers_are_those_a_list_and_its_providers_ask_for() -> None:
    message, raw = parsed(), letter().data
    head = letterhead()
    leaving = f"https://board.example.org/leave/{head.links.sign('leave', 9)}"
    assert f"\r\nList-Unsubscribe: <{leaving}>\r\n".encode() in raw
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "The week <weekly.board.example.org>"
    assert message["List-Post"] == "NO" and message["Auto-Submitted"] == "auto-generated"
    assert message["Archived-At"] == "<https://board.example.org/publication/weekly/7>"
    assert message["Date"] == "Tue, 01 Sep 2026 08:30:00 +0000"
    assert message["Feedback-ID"] == "weekly:7:digest:boardexampleorg"
    assert message["To"].addresses[0] == Address("Anna Larch", addr_spec="anna@example.org")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for name in ("From", "Date", "To", "Subject", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"):
        assert len(message.get_all(name) or ()) == 1


def test_both_parts_hold_the_reader_s_own_words() -> None:
    plain, html = (part.get_content().replace("\r\n", "\n") for part in parsed().iter_parts())
    token = letterhead().links.sign("leave", 9)
    assert plain == TEXT.replace(ADDRESS, "anna@example.org").replace(LEAVE, token)
    assert html.rstrip("\n") == HTML.replace(ADDRESS, "anna@example.org").replace(LEAVE, token)


def test_a_service_mail_is_of_no_list() -> None:
    message = parsed(Sheet("Approval wanted", "", "Please look.", "", WHEN))
    assert message["List-Id"] is None and message["List-Unsubscribe"] is None
    assert message.get_content().strip() == "Please look."


def test_the_same_reader_gets_the_same_bytes_and_every_other_has_others() -> None:
    assert letter() == letter()
    other = letter(reader=replace(READER, delivery_id=13, person="3.5"))
    assert other.body_hash != letter().body_hash and other.message_id != letter().message_id
    assert letter(replace(SHEET, text=TEXT + "more\n")).body_hash != letter().body_hash
    kept = letter(reader=replace(READER, message_id="old@board.example.org"))
    assert b"Message-ID: <old@board.example.org>\r\n" in kept.data


@given(texts, texts)
def test_whatever_an_edition_says_arrives_and_nothing_can_end_it_early(html: str, text: str) -> None:
    data = letter(Sheet("S", "<p>" + html, text, "en-GB", WHEN, "weekly", 1)).data
    assert not UNSAFE.search(data) and max(data) < 128 and data.endswith(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    body = data.split(b"\r\n\r\n", 1)[1]
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    plain = next(parsed(Sheet("S", "<p>", text, "en-GB", WHEN, "weekly", 1)).iter_parts())
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    octets = plain.get_payload(decode=True)
    assert isinstance(octets, bytes)
    got = octets.decode("utf-8").replace("\r\n", "\n")
    assert got == expected + "\n" * (not expected.endswith("\n"))


@pytest.mark.parametrize("ends", ["\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", ".", "..", "\r\n.\r\n", "\r", "\n"])
def test_smuggling_ends_up_as_text(ends: str) -> None:
    text = f"before{ends}MAIL FROM:<x@example.org>{ends}"
    assert not UNSAFE.search(letter(replace(SHEET, text=text, html=text)).data)


@given(printable.filter(str.strip))
def test_a_subject_comes_back_word_for_word_in_short_lines(subject: str) -> None:
    raw = text_line("Subject", subject)
    for line in raw.rstrip(b"\r\n").split(b"\r\n"):
        assert len(line) <= 998 and line.strip()
        assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ ]*\?=", line))
    got = email.message_from_bytes(raw + b"\r\n", policy=email.policy.default)["Subject"]
    assert " ".join(str(got).split()) == " ".join(subject.split())


@given(printable)
def test_a_name_comes_back_and_never_becomes_an_address(name: str) -> None:
    raw = mailbox_line("To", name, "anna@example.org")
    addresses = email.message_from_bytes(raw + b"\r\n", policy=email.policy.default)["To"].addresses
    assert [address.addr_spec for address in addresses] == ["anna@example.org"]


@pytest.mark.parametrize("bad", ["a\nb", "a\rb", "a\0b", "a\x85b", "a\u2028b", "a\r\nBcc: x@example.org"])
def test_control_characters_never_reach_a_header(bad: str) -> None:
    with pytest.raises(Unwritable, match="control character"):
        compose(letterhead(), replace(SHEET, subject=bad))
    with pytest.raises(Unwritable, match="control character"):
        letter(reader=replace(READER, name=bad))
    with pytest.raises(Unwritable):
        letter(reader=replace(READER, address=f"{bad}@example.org"))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "anna",
        "@example.org",
        "a b@example.org",
        "<a>@example.org",
        "a@ex ample.org",
        "a@b@c@",
        "a@-\u2603-",
    ],
)
def test_an_address_no_server_could_take_is_refused(bad: str) -> None:
    with pytest.raises(Unwritable):
        wire_address(bad)


def test_domains_go_out_as_a_labels_and_local_parts_as_they_are() -> None:
    assert wire_address("Anna@EXÄMPLE.org") == "Anna@xn--exmple-cua.org"
    assert wire_address("jürgen@example.org") == "jürgen@example.org"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=1000, exclude_characters="\x7f"), max_size=200))
def test_a_slot_value_is_short_lines_of_quoted_printable(value: str) -> None:
    for line in address_value(value, in_html=False).split(b"\r\n"):
        assert len(line) <= 73 and line[:1] != b"."


def test_slots_stand_alone_between_soft_breaks() -> None:
    assert encode(f"to {ADDRESS}.\n{LEAVE}\n") == [b"to =\r\n", ADDRESS, b"=\r\n=2E\r\n", LEAVE, b"\r\n"]
