"""What goes over the wire: one message for one letter, word for word, and never more than the relay can take."""

import email
import email.policy
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.delivery.feedback.refusals import hear_refusals
from publisher.issues.placeholders import ADDRESS, LEAVE
from tests.publisher.delivery.conftest import Postroom
from tests.support.ledgers import opened
from tests.support.reconciler import reconcile
from tests.support.sink import ALWAYS, Sink, Trick

# What has made two messages of one, or lost a line, at one server or another.
SMUGGLED = {
    "lf dot lf": "before\n.\nMAIL FROM:<eve@example.org>\nafter",
    "cr dot cr": "before\r.\rMAIL FROM:<eve@example.org>\rafter",
    "lf dot crlf": "before\n.\r\nMAIL FROM:<eve@example.org>\r\nafter",
    "crlf dot lf": "before\r\n.\nMAIL FROM:<eve@example.org>\nafter",
    "crlf dot crlf": "before\r\n.\r\nMAIL FROM:<eve@example.org>\r\nafter",
    "crlf dot cr": "before\r\n.\rMAIL FROM:<eve@example.org>\rafter",
    "a lone cr": "before\rafter",
    "a lone lf": "before\nafter",
    "leading dots": ".\n..\n...\n.after\n..after",
    "a long line": "before\n" + "word " * 400 + "\n" + "x" * 2_000 + "\nafter",
    "beyond ascii": "caf\u00e9 \u2014 \U0001f36a\n.\nafter",
}


def plain(raw: bytes) -> str:
    """The text part, with LF."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    found = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    octets = found.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("how", SMUGGLED)
def test_one_letter_is_one_message_and_its_words_arrive(how: str, postroom: Postroom, tmp_path: Path) -> None:
    """F-B30: messages at the sink 1 each, bare CR or LF 0."""
    words = SMUGGLED[how]
    opened(postroom.engine, 2, words=words + "\n", html=f"<p>{words}</p> {ADDRESS} {LEAVE}")
    with Sink(tmp_path) as sink:
        postroom.post(sink)
        assert len(sink.log) == sink.met["mail"] == sink.met["dot"] == 2
        assert not any(truth.bare for truth in sink.log) and not sink.met["other"]
        assert not any("eve@" in line for line in sink.lines)
        raw = (tmp_path / "last.eml").read_bytes()
        assert reconcile(postroom.engine, sink.log).none
    unstuffed = re.sub(rb"(?m)^\.", b"", raw)
    assert plain(unstuffed).rstrip("\n") == words.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "extensions",
    [(), ("PIPELINING",), ("8BITMIME",), ("SIZE",), ("SMTPUTF8", "8BITMIME"), ALWAYS],
    ids=lambda given: "+".join(given) or "none",
)
def test_whatever_a_relay_does_not_offer_is_done_without(
    extensions: tuple[str, ...], postroom: Postroom, tmp_path: Path
) -> None:
    """F-B29: bytes above 127 on the wire 0, without 8BITMIME and with it."""
    words = "caf\u00e9 \u2014 \U0001f36a\n"
    opened(postroom.engine, 3, words=words, html=f"<p>{words}</p> {ADDRESS} {LEAVE}")
    with postroom.engine.begin() as conn:
        conn.execute(text("UPDATE subscriber SET name = 'J\u00fcrgen \u00d8' WHERE id = 3"))
    with Sink(tmp_path, extensions=extensions) as sink:
        postroom.post(sink)
        assert len(sink.log) == 3 and not any(truth.high or truth.bare for truth in sink.log)
        assert plain((tmp_path / "last.eml").read_bytes()).strip() == words.strip()
        said = " ".join(sink.lines)
        assert ("SIZE=" in said) == ("SIZE" in extensions)
        assert "SMTPUTF8" not in said and "BODY=" not in said
    assert postroom.states() == {"accepted": 3}


def test_a_message_above_the_announced_size_is_never_offered(postroom: Postroom, tmp_path: Path) -> None:
    """F-B28: a relay that says how much it takes gets no byte of what is more, and both sizes are named."""
    opened(postroom.engine, 2, html=f"<p>{'large ' * 350_000}</p> {ADDRESS} {LEAVE}")
    with Sink(tmp_path, extensions=("PIPELINING", "SIZE 1000000")) as sink:
        postroom.post(sink)
        assert sink.met["mail"] == 0
    assert postroom.states() == {"rejected": 2}
    assert re.search(r"the message has 2\d{6} bytes, the relay takes 1000000", postroom.texts())


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_a_message_that_turns_out_too_large_is_refused_for_it_and_nobody_is_to_blame(
    step: str, ledger: Engine, postroom: Postroom, tmp_path: Path
) -> None:
    """F-B28: 552 without an announcement; the others still get theirs."""
    opened(ledger, 4)
    with Sink(tmp_path, [Trick(step, "reply", "552 5.3.4 message too large", nth=2)]) as sink:
        postroom.post(sink)
        assert reconcile(ledger, sink.log).none
    assert postroom.states() == {"accepted": 3, "rejected": 1} and "too large" in postroom.texts()
    with ledger.begin() as conn:
        assert [heard.kind for heard in hear_refusals(conn, now=datetime.now(UTC))] == ["policy"]
        assert conn.execute(text("SELECT COUNT(*) FROM suppression")).scalar_one() == 0
