"""Connections that drop, stall or speak nonsense at every step: what is uncertain, and what is not."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from publisher.delivery.ledger import writer
from publisher.delivery.ledger.page import write
from tests.publisher.delivery.conftest import Postroom, context
from tests.support.ledgers import opened
from tests.support.reconciler import reconcile
from tests.support.sink import Action, Sink, Trick

# Where a connection may break, as what the sink does there, and which time; {} is FIN or RST.
PLACES: dict[str, tuple[str, str, int]] = {
    "at connecting": ("connect", "{}", 1),
    "in the banner": ("banner", "half-{}", 1),
    "at EHLO": ("ehlo", "{}", 1),
    "at STARTTLS": ("starttls", "{}", 1),
    "after TLS": ("ehlo", "{}", 2),
    "at AUTH": ("auth", "{}", 1),
    "at MAIL": ("mail", "{}", 3),
    "at RCPT": ("rcpt", "{}", 3),
    "at DATA": ("data", "{}", 3),
    "half through the body": ("body", "{}", 3),
    "before the dot": ("undotted", "{}", 3),
    "after the dot": ("dot", "{}", 3),
    "in the middle of the 250": ("dot", "half-{}", 3),
    "after the 250": ("dot", "then-{}", 3),
    "at QUIT": ("quit", "{}", 1),
}
UNCERTAIN = ("after the dot", "in the middle of the 250")


@pytest.fixture
def slow_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave to send takes its time, so that what breaks before the dot is heard before the dot."""

    def slow(conn: Any, clerk: Any, page: Any, **given: Any) -> Any:
        time.sleep(0.05 * bool(page.intents))
        return write(conn, clerk, page, **given)

    monkeypatch.setattr(writer, "write", slow)


@pytest.mark.parametrize("cut", ["drop", "reset"])
@pytest.mark.parametrize("place", PLACES)
def test_only_a_break_between_the_dot_and_its_answer_is_uncertain(
    place: str,
    cut: str,
    authority: tuple[trustme.CA, str],
    postroom: Postroom,
    tmp_path: Path,
    hour: timedelta,
    request: pytest.FixtureRequest,
) -> None:
    """F-B1: fifteen places, by FIN and by RST; uncertain in four of the thirty."""
    step, action, nth = PLACES[place]
    secure: dict[str, Any] = {}
    if nth < 3:
        secure = {"security": "starttls", "ca": authority[1], "user": "board", "password": "secret"}
    elif step == "undotted":
        request.getfixturevalue("slow_leave")
    opened(postroom.engine, 5)
    trick = Trick(step, action.format(cut), nth=nth)  # type: ignore[arg-type] # put together from a table
    with Sink(
        tmp_path, [trick], tls=context(authority[0].issue_cert("127.0.0.1")) if secure else None
    ) as sink:
        postroom.post(sink, **secure)
        first, outcomes = postroom.states(), postroom.outcomes()
        postroom.post(sink, later=hour, **secure)
        found = reconcile(postroom.engine, sink.log)
        assert sink.met[step] >= nth, "the trick was played"
    doubtful = place in UNCERTAIN
    assert first == ({"accepted": 4, "uncertain": 1} if doubtful else {"accepted": 5})
    assert postroom.states() == {"accepted": 5}
    assert found.none and (found.uncertain, found.duplicates) == (doubtful, doubtful)
    assert outcomes.get("uncertain", 0) == doubtful and not outcomes.keys() & {"rejected", "deferred"}


@pytest.mark.parametrize("cut", ["drop", "reset"])
def test_a_dot_that_was_read_and_not_taken_is_as_uncertain_as_one_that_was(
    cut: Action, postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    """F-B3: from outside nobody can tell, and nobody goes without."""
    opened(postroom.engine, 5)
    with Sink(tmp_path, [Trick("unlogged", cut, nth=3)]) as sink:
        postroom.post(sink)
        assert postroom.states() == {"accepted": 4, "uncertain": 1}
        postroom.post(sink, later=hour)
        found = reconcile(postroom.engine, sink.log)
    assert found.none and (found.lost, found.duplicates) == (0, 0) and len(sink.log) == 5


@pytest.mark.parametrize(
    ("action", "text"), [("reply", "500 5.5.1 What?"), ("stall", ""), ("garbage", "\xff")]
)
def test_however_the_farewell_fails_what_was_taken_stays_taken(
    action: Action, text: str, postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    """F-B13"""
    opened(postroom.engine, 5)
    with Sink(tmp_path, [Trick("quit", action, text, delay=1)]) as sink:
        postroom.post(sink)
        postroom.post(sink, later=hour)
        found = reconcile(postroom.engine, sink.log)
        assert sink.met["quit"] >= 1
    assert postroom.states() == {"accepted": 5} and found.none and found.duplicates == 0


@pytest.mark.parametrize("step", ["rcpt", "dot"])
def test_a_relay_that_stalls_is_left_after_its_time(step: str, postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 3)
    with Sink(tmp_path, [Trick(step, "stall", nth=1, delay=3)]) as sink:
        postroom.post(sink)
    uncertain = {"accepted": 2, "uncertain": 1}
    assert postroom.states() == (uncertain if step == "dot" else {"accepted": 3})


@pytest.mark.parametrize(
    "text", ["\x00\xff\x01", "999 Hm", "250", "354 Go on", "2500 Ok", "250-more\r\n251 x"]
)
@pytest.mark.parametrize("step", ["mail", "data", "dot"])
def test_garbage_is_no_answer(step: str, text: str, postroom: Postroom, tmp_path: Path) -> None:
    fine = (step, text) in [("mail", "250"), ("dot", "250"), ("data", "354 Go on")]
    opened(postroom.engine, 3)
    with Sink(tmp_path, [Trick(step, "garbage", text, nth=2)]) as sink:
        postroom.post(sink)
        states = postroom.states()
        assert not reconcile(postroom.engine, sink.log).lost
    assert states == ({"accepted": 2, "uncertain": 1} if step == "dot" and not fine else {"accepted": 3})


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_an_answer_too_many_never_counts_for_another_letter(
    step: str, postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 6)
    with Sink(tmp_path, [Trick(step, "twice", nth=2)]) as sink:
        postroom.post(sink)
        postroom.post(sink, later=hour)
        assert reconcile(postroom.engine, sink.log).none


@pytest.mark.parametrize(("step", "duplicates"), [("dot", True), ("unlogged", False)])
def test_lost_replies_cost_one_resend_with_the_same_bytes(
    step: str, duplicates: bool, postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 120)
    with Sink(tmp_path, [Trick(step, "drop", chance=0.08, times=8)], seed=7) as sink:
        postroom.post(sink, sessions=4)
        doubtful = postroom.states()["uncertain"]
        postroom.post(sink, sessions=4, later=hour)
        found = reconcile(postroom.engine, sink.log)
    assert found.none and doubtful > 3
    assert found.duplicates == (doubtful if duplicates else 0)


def test_who_would_rather_miss_than_repeat_gets_no_second_copy(
    postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 5)
    with Sink(tmp_path, [Trick("dot", "drop", nth=2)]) as sink:
        postroom.post(sink, parking=["weekly"])
        postroom.post(sink, parking=["weekly"], later=hour)
        assert reconcile(postroom.engine, sink.log).duplicates == 0
    assert postroom.states() == {"accepted": 4, "parked": 1}


def test_a_second_uncertainty_waits_for_a_person(postroom: Postroom, tmp_path: Path, hour: timedelta) -> None:
    opened(postroom.engine, 3)
    with Sink(tmp_path, [Trick("dot", "drop", recipient="reader2@example.org")]) as sink:
        for number in range(4):
            postroom.post(sink, later=number * hour)
        copies = [truth for truth in sink.log if truth.recipient == "reader2@example.org"]
    assert postroom.states() == {"accepted": 2, "parked": 1}
    assert len(copies) == 2 and len({(truth.message_id, truth.body) for truth in copies}) == 1
