"""Connections that drop, stall or speak nonsense at every step: what is uncertain, and what is not."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.publisher.delivery.conftest import Postroom
from tests.support.ledgers import opened
from tests.support.reconciler import reconcile
from tests.support.sink import Action, Sink, Trick

BEFORE = ("banner", "ehlo", "mail", "rcpt", "data", "body")
AFTER = ("unlogged", "dot")


@pytest.mark.parametrize("action", ["drop", "reset"])
@pytest.mark.parametrize("step", [*BEFORE, *AFTER, "quit"])
def test_only_a_drop_after_the_dot_is_uncertain(
    step: str, action: Action, postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 5)
    with Sink(tmp_path, [Trick(step, action, nth=1 if step in ("banner", "ehlo", "quit") else 3)]) as sink:
        postroom.post(sink)
        first = postroom.states()
        postroom.post(sink, later=hour)
        found = reconcile(postroom.engine, sink.log)
    assert first == ({"accepted": 4, "uncertain": 1} if step in AFTER else {"accepted": 5})
    assert postroom.states() == {"accepted": 5}
    assert found.none and (found.uncertain, found.duplicates) == (step in AFTER, step == "dot")


def test_half_a_reply_to_the_dot_is_uncertain(postroom: Postroom, tmp_path: Path, hour: timedelta) -> None:
    opened(postroom.engine, 4)
    with Sink(tmp_path, [Trick("dot", "half", nth=2)]) as sink:
        postroom.post(sink)
        assert postroom.states() == {"accepted": 3, "uncertain": 1}
        postroom.post(sink, later=hour)
        assert reconcile(postroom.engine, sink.log).duplicates == 1


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
