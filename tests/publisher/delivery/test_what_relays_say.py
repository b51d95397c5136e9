"""The reply table, spoken by a real server: who is put off, who is refused, and who is to blame."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.delivery.transports.smtp.replies import Reply
from publisher.delivery.transports.smtp.verdicts import judge
from tests.publisher.delivery.conftest import FLAPPING, Postroom
from tests.support.ledgers import opened
from tests.support.reconciler import reconcile
from tests.support.sink import ALWAYS, Sink, Trick

ONE = "reader2@example.org"
TABLE = [
    # where, what was said, state of the delivery, whether it counts, what it says of the lane
    ("MAIL", "451 4.3.0 later", "deferred", True, "same"),
    ("MAIL", "550 5.7.1 not you", "queued", False, "stopped"),
    ("MAIL", "530 5.7.0 sign in first", "queued", False, "stopped"),
    ("MAIL", "421 4.3.2 closing", "queued", False, "full"),
    ("MAIL", "450 4.7.0 later", "deferred", True, "slow"),
    ("MAIL", "452 4.3.1 full", "deferred", True, "same"),
    ("MAIL", "454 4.7.0 later", "deferred", True, "slow"),
    ("MAIL", "535 5.7.8 who are you", "queued", False, "stopped"),
    ("MAIL", "552 5.3.4 too large", "rejected", True, "same"),
    ("RCPT", "450 4.2.1 greylisted", "deferred", True, "same"),
    ("RCPT", "452 4.2.2 full", "deferred", True, "same"),
    ("RCPT", "451 4.7.1 too much mail", "deferred", True, "slow"),
    ("RCPT", "454 4.3.0 later", "deferred", True, "same"),
    ("RCPT", "550 5.1.1 nobody", "rejected", True, "same"),
    ("RCPT", "550 5.2.2 full", "rejected", True, "same"),
    ("RCPT", "552 5.2.2 full", "rejected", True, "same"),
    ("RCPT", "550 5.7.1 policy", "rejected", True, "same"),
    ("RCPT", "421 4.7.0 busy", "queued", False, "full"),
    ("DATA", "451 4.3.0 later", "deferred", True, "same"),
    ("DATA", "450 4.3.0 later", "deferred", True, "same"),
    ("DATA", "452 4.3.1 full", "deferred", True, "same"),
    ("DATA", "454 4.7.0 later", "deferred", True, "slow"),
    ("DATA", "554 5.3.0 no", "rejected", True, "same"),
    ("DATA", "250 what", "queued", False, "ill"),
    ("DOT", "250 2.0.0 taken", "accepted", True, "well"),
    ("DOT", "452 4.3.1 disk", "deferred", True, "same"),
    ("DOT", "450 4.2.0 later", "deferred", True, "same"),
    ("DOT", "451 4.7.1 too much mail", "deferred", True, "slow"),
    ("DOT", "454 4.3.0 later", "deferred", True, "same"),
    ("DOT", "421 4.3.2 closing", "deferred", True, "full"),
    ("DOT", "552 5.3.4 too big", "rejected", True, "well"),
    ("DOT", "554 5.7.1 content", "rejected", True, "well"),
]


@pytest.mark.parametrize(("step", "said", "state", "counted", "lane"), TABLE)
def test_the_reply_table_stands_as_written(
    step: str, said: str, state: str, counted: bool, lane: str
) -> None:
    verdict = judge(step, Reply(int(said[:3]), said[4:]))  # type: ignore[arg-type] # the step is a parameter of the test
    assert (verdict.outcome.state, verdict.outcome.counted, verdict.lane) == (state, counted, lane)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("said", ["451 4.3.0 later", "421 4.3.2 closing"])
def test_a_refusal_for_now_is_made_good_later(
    said: str, step: str, pipelining: bool, postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 5)
    with Sink(
        tmp_path, [Trick(step, "reply", said, nth=2)], extensions=ALWAYS if pipelining else ("SIZE 9000000",)
    ) as sink:
        postroom.post(sink)
        counted = said.startswith("451") or step == "dot"
        assert postroom.states() == ({"accepted": 4, "deferred": 1} if counted else {"accepted": 5})
        postroom.post(sink, later=hour)
        assert reconcile(postroom.engine, sink.log).none
    assert postroom.states() == {"accepted": 5}


@pytest.mark.parametrize(
    ("step", "said"), [("rcpt", "550 5.1.1 nobody"), ("data", "554 5.3.0 no"), ("dot", "554 5.7.1 content")]
)
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_refusal_for_good_is_that_reader_s_alone(
    step: str, said: str, pipelining: bool, postroom: Postroom, tmp_path: Path
) -> None:
    opened(postroom.engine, 5)
    tricks = [Trick(step, "reply", said, recipient=ONE)]
    with Sink(tmp_path, tricks, extensions=ALWAYS if pipelining else ()) as sink:
        postroom.post(sink)
        assert reconcile(postroom.engine, sink.log).none and sink.connections == 1
    assert postroom.states() == {"accepted": 4, "rejected": 1}


def test_a_relay_that_wants_data_although_all_readers_were_refused_gets_a_lone_dot(
    postroom: Postroom, tmp_path: Path
) -> None:
    opened(postroom.engine, 3)
    with Sink(tmp_path, [Trick("rcpt", "reply", "550 5.1.1 nobody", recipient=ONE)]) as sink:
        postroom.post(sink)
        assert sink.met["lone"] == 1 and len(sink.log) == 2


def test_a_refused_sender_stops_the_lane_and_blames_no_reader(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 20)
    with Sink(tmp_path, [Trick("mail", "reply", "550 5.7.1 we do not relay for you")]) as sink:
        tally = postroom.post(sink)
        assert sink.met["mail"] <= 2
    assert tally.rejected == 0 and postroom.states() == {"queued": 20}


def test_greylisted_readers_all_get_their_mail_oldest_first(
    postroom: Postroom, tmp_path: Path, hour: timedelta
) -> None:
    opened(postroom.engine, 30)
    tricks = [
        Trick("rcpt", "reply", "450 4.2.0 greylisted", recipient=f"reader{n}@example.org", times=1)
        for n in range(1, 31)
    ]
    with Sink(tmp_path, tricks) as sink:
        assert postroom.post(sink).deferred == 30
        postroom.post(sink, later=hour)
        recipients = [truth.recipient for truth in sink.log]
    assert postroom.states() == {"accepted": 30} and len(set(recipients)) == 30


def test_a_relay_with_two_places_gets_two_connections(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 200)
    with Sink(tmp_path, most=2) as sink:
        postroom.post(sink, sessions=6)
        assert reconcile(postroom.engine, sink.log).none
        assert sink.connections <= 10
    assert postroom.states() == {"accepted": 200}


def test_connections_are_used_again_and_renewed(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 120)
    with Sink(tmp_path) as sink:
        postroom.post(sink, sessions=2, messages=25)
        assert 5 <= sink.connections <= 7
    assert postroom.states() == {"accepted": 120}


def test_a_relay_that_is_down_counts_against_nobody(
    postroom: Postroom, tmp_path: Path, hour: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    opened(postroom.engine, 50)
    with Sink(tmp_path) as sink:
        pass
    postroom.post(sink)
    with postroom.engine.begin() as conn:
        assert conn.exec_driver_sql("SELECT SUM(attempts) FROM delivery").scalar() == 0
    assert postroom.states() == {"queued": 50}
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1
    with Sink(tmp_path) as again:
        postroom.post(again, later=hour)
        assert reconcile(postroom.engine, again.log).none


def test_a_relay_that_comes_back_is_found_by_a_probe(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 40)
    stop = threading.Event()
    with Sink(tmp_path, [Trick("banner", "drop", times=4)]) as sink:
        thread = threading.Thread(
            target=postroom.post,
            args=(sink,),
            kwargs={"until_idle": False, "stop": stop, "sessions": 3, "timeouts": FLAPPING},
        )
        thread.start()
        deadline = time.monotonic() + 10
        while postroom.states() != {"accepted": 40} and time.monotonic() < deadline:
            time.sleep(0.1)
        stop.set()
        thread.join()
    assert postroom.states() == {"accepted": 40}


def test_when_one_relay_fails_the_other_takes_all(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 60)
    one, two = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    two.mkdir()
    with Sink(one, [Trick("banner", "drop")]) as ill, Sink(two) as well:
        postroom.post(ill, well, sessions=2)
        assert len(well.log) == 60 and not ill.log
    assert postroom.states() == {"accepted": 60}


def test_two_relays_share_alike(postroom: Postroom, tmp_path: Path) -> None:
    opened(postroom.engine, 600)
    one, two = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    two.mkdir()
    with Sink(one) as first, Sink(two) as second:
        postroom.post(first, second, sessions=3)
        assert len(first.log) + len(second.log) == 600
        assert min(len(first.log), len(second.log)) > 200
