"""The real ledger and worker, driven through crashes, frozen workers, lost replies and leavers.

The invariants are those every delivery must keep; eleven known-bad designs are switched in, one by one,
and every one must be caught.
"""

import contextlib
import random
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from publisher.delivery import books as bookkeeping
from publisher.delivery import flight
from publisher.delivery import worker as workers
from publisher.delivery.address import address
from publisher.delivery.books import Books, books
from publisher.delivery.ledger import claim, intend, page, reap, settle
from publisher.delivery.ledger.rows import Over
from publisher.delivery.ledger.states import TERMINAL
from publisher.delivery.transports.smtp import verdicts
from subscribers.leaving import leave
from tests.support import databases
from tests.support.ledgers import opened
from tests.support.world import Crash, Hand, World

READERS, LEAVERS = 6, 2
FRUITFUL = (96, 5, 8, 13)  # walks that caught one before
WALKS = 150  # a bad design that survives so many is not caught
FATES = ["taken", "later", "never", "lost", "silent", "broken"]
hands = st.integers(0, 1)


class HostileWorld(RuleBasedStateMachine):
    """Two workers, a few readers, one run."""

    prepare: Callable[[World], None] = staticmethod(lambda world: None)

    @initialize()
    def open(self) -> None:
        self.stack = contextlib.ExitStack()
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        engine = self.stack.enter_context(databases.sqlite(folder))
        self.world = World(engine)
        self.run_id = opened(engine, READERS, self.world.now())
        type(self).prepare(self.world)
        self.world.meanwhile = self.while_one_is_frozen
        self.hands: list[Hand] = [self.world.hire(), self.world.hire()]
        self.ended: dict[int, str] = {}

    def turns(self, hand: int, turns: int) -> None:
        with contextlib.suppress(Crash):
            for _ in range(turns):
                self.hands[hand].turn()
            return
        self.hands[hand] = self.world.hire()

    def while_one_is_frozen(self, frozen: Hand) -> None:
        for number, hand in enumerate(self.hands):
            if hand is not frozen:
                hand.sleep = 0.0
                self.turns(number, 12)

    @rule(hand=hands, turns=st.integers(1, 3))
    def work_a_little(self, hand: int, turns: int) -> None:
        self.turns(hand, turns)

    @rule(hand=hands)
    def work_a_while(self, hand: int) -> None:
        self.turns(hand, 8)

    @rule(hand=hands, fate=st.sampled_from(FATES))
    def work_with(self, hand: int, fate: str) -> None:
        self.hands[hand].fate = fate
        self.turns(hand, 6)

    @rule(hand=hands, seconds=st.sampled_from([4.0, 20.0]), turns=st.integers(1, 4))
    def freeze_while_the_other_works(self, hand: int, seconds: float, turns: int) -> None:
        self.turns(hand, turns)
        self.hands[hand].sleep = seconds
        self.turns(hand, 4)

    @rule(hand=hands, fate=st.sampled_from(FATES))
    def next_hop(self, hand: int, fate: str) -> None:
        self.hands[hand].fate = fate

    @rule(hand=hands, when=st.sampled_from(["before", "after"]))
    def die_at_the_next_commit(self, hand: int, when: str) -> None:
        self.hands[hand].die = when

    @rule(hand=hands)
    def kill(self, hand: int) -> None:
        self.hands[hand] = self.world.hire()

    @rule(hand=hands)
    def late_replies(self, hand: int) -> None:
        self.hands[hand].hear_late()

    @rule(seconds=st.sampled_from([0.5, 4.0, 20.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.seconds += seconds

    @rule(reader=st.integers(1, LEAVERS))
    def somebody_leaves(self, reader: int) -> None:
        with self.world.engine.begin() as conn:
            leave(conn, reader, reason="left", now=self.world.now())
        self.world.left.setdefault(reader, self.world.seconds)

    @rule(state=st.sampled_from(["paused", "sending"]))
    def steer(self, state: str) -> None:
        with self.world.engine.begin() as conn:
            conn.execute(text("UPDATE run SET state = :state"), {"state": state})

    @rule()
    def address_again(self) -> None:
        with self.world.engine.begin() as conn:
            now = self.world.now()
            address(conn, run_id=self.run_id, issue_id=1, publication="weekly", life_until=now, now=now)

    def rows(self) -> list[Any]:
        with self.world.engine.begin() as conn:
            return list(conn.execute(text("SELECT * FROM delivery")))

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "world"):
            return
        world, rows = self.world, self.rows()
        copies = Counter(dot.letter.recipient for dot in world.dots if dot.verdict == "taken")
        letters = defaultdict(set)
        for dot in world.dots:
            letters[dot.letter.recipient].add((dot.letter.message_id, dot.letter.data))
        with world.engine.begin() as conn:
            doubts = conn.execute(
                text("SELECT COUNT(*) FROM attempt WHERE outcome = 'uncertain'")
            ).scalar_one()
            account = books(conn, self.run_id)
        assert len({row.subscriber_id for row in rows}) == len(rows) <= READERS, "I1 one row per reader"
        taken = {dot.letter.message_id for dot in world.dots if dot.verdict == "taken"}
        for row in rows:
            if row.id in self.ended:
                assert row.state == self.ended[row.id], "I2 the end is the end"
            if row.state in TERMINAL:
                self.ended[row.id] = row.state
            if row.state == "accepted":
                assert row.message_id in taken, "I4 accepted means the next hop has it"
            if row.state == "rejected":
                assert "never" in world.refused[row.message_id], "I4 rejected means it said so"
            if row.id in world.seen_250:
                assert row.state == "accepted" or row.state in TERMINAL, "I8 a 250 is kept"
        assert world.second_senders == 0, "I3 one sender at a time"
        assert sum(count - 1 for count in copies.values()) <= doubts, "I5 copies are explained"
        assert all(len(found) == 1 for found in letters.values()), "I6 one id, one body"
        assert world.granted_after_leaving == 0, "I7 none after leaving"
        terminal = all(row.state in TERMINAL for row in rows)
        assert account.complete == terminal, "I9 complete means everybody"

    def teardown(self) -> None:
        if not hasattr(self, "hands"):
            return
        try:
            self.faults_stop()
        finally:
            self.stack.close()

    def faults_stop(self) -> None:
        """I10: within leases, graces and waits the run completes, but for what a person must decide."""
        self.steer("sending")
        for hand in self.hands:
            hand.fate, hand.die, hand.sleep = "taken", "", 0.0
            hand.hear_late()
        for _ in range(12):
            for number in range(2):
                self.turns(number, 30)
            self.world.seconds += 30
            self.holds()
        left_over = {row.state for row in self.rows()} - set(TERMINAL)
        assert left_over <= {"parked"}, "I10 it completes"


FEW = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


def test_every_invariant_holds_whatever_happens() -> None:
    run_state_machine_as_test(HostileWorld, settings=FEW)


@pytest.mark.parametrize(
    "worlds",
    [pytest.param(100, marks=pytest.mark.slow), pytest.param(1_000, marks=pytest.mark.soak)],
)
def test_every_invariant_holds_over_many_more_worlds(worlds: int) -> None:
    run_state_machine_as_test(
        HostileWorld, settings=settings(FEW, max_examples=worlds, stateful_step_count=60)
    )


def walk(seed: int, steps: int) -> None:
    """The same machine on a plain random walk: every act as likely as any other, whatever came before."""
    chance, machine = random.Random(seed), HostileWorld()

    def either() -> int:
        return chance.randrange(2)

    acts: list[Callable[[], Any]] = [
        lambda: machine.work_with(hand=either(), fate=chance.choice(FATES)),
        lambda: machine.work_a_little(hand=either(), turns=chance.randint(1, 3)),
        lambda: machine.work_a_while(hand=either()),
        lambda: machine.freeze_while_the_other_works(
            hand=either(), seconds=chance.choice([4.0, 20.0]), turns=chance.randint(1, 4)
        ),
        lambda: machine.next_hop(hand=either(), fate=chance.choice(FATES)),
        lambda: machine.die_at_the_next_commit(hand=either(), when=chance.choice(["before", "after"])),
        lambda: machine.kill(hand=either()),
        lambda: machine.late_replies(hand=either()),
        lambda: machine.time_passes(seconds=chance.choice([0.5, 4.0, 20.0])),
        lambda: machine.somebody_leaves(reader=chance.randint(1, LEAVERS)),
        lambda: machine.steer(state=chance.choice(["paused", "sending", "sending"])),
        lambda: machine.address_again(),
    ]
    machine.open()
    try:
        for _ in range(steps):
            chance.choice(acts)()
            machine.holds()
    finally:
        machine.teardown()


def test_every_invariant_holds_on_random_walks() -> None:
    for seed in range(15):
        walk(seed, 40)


def _in_sql(monkeypatch: pytest.MonkeyPatch, module: Any, builder: str, *changes: tuple[str, str]) -> None:
    """The statements that `builder` of a ledger module makes, with pieces replaced."""
    build = getattr(module, builder)

    def changed(*given: Any) -> Any:
        found = build(*given)
        many = found if isinstance(found, tuple) else (found,)
        made = []
        for statement in many:
            words = statement.body if isinstance(statement, Over) else str(statement.text)
            for old, new in changes:
                if old not in words and len(many) == 1:
                    raise LookupError(f"the statement reads otherwise now: {old}")
                words = words.replace(old, new)
            made.append(replace(statement, body=words) if isinstance(statement, Over) else text(words))
        return tuple(made) if isinstance(found, tuple) else made[0]

    monkeypatch.setattr(module, builder, changed)


def cursor_moved_at_fetch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(page, "reap", lambda *given, **named: reap.Reaped(0, 0, 0, 0))


def no_unique_key(patch: pytest.MonkeyPatch) -> None:
    def drop(world: World) -> None:
        with world.engine.begin() as conn:
            rows = [tuple(row) for row in conn.exec_driver_sql("SELECT * FROM delivery")]
            made = str(conn.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'delivery'").scalar())
            conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            conn.exec_driver_sql("DROP TABLE delivery")
            kept = re.sub(r",\s*CONSTRAINT \w+ UNIQUE \(issue_id, subscriber_id\)", "", made)
            conn.exec_driver_sql(kept)
            places = ", ".join("?" * len(rows[0]))
            for row in rows:
                conn.exec_driver_sql(f"INSERT INTO delivery VALUES ({places})", row)  # noqa: S608 - a test's own

    patch.setattr(HostileWorld, "prepare", staticmethod(drop))


def no_fence(patch: pytest.MonkeyPatch) -> None:
    free = [("delivery.token = j.token", "1 = 1"), ("delivery.worker = :worker", ":worker = :worker")]
    for module, builder in ((intend, "_granting"), (intend, "_refusing"), (settle, "_settling")):
        _in_sql(patch, module, builder, *free)


def no_own_deadline(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(workers.Worker, "_surely_ours", lambda self, since: True)


def no_intent_mark(patch: pytest.MonkeyPatch) -> None:
    _in_sql(patch, intend, "_granting", ("SET state = 'in_flight',", "SET"))


def suppression_only_in_the_snapshot(patch: pytest.MonkeyPatch) -> None:
    _in_sql(patch, intend, "_granting", ("delivery.subscription_id", "NULL"), ("p.scope IN", "'no' IN"))
    _in_sql(patch, claim, "_choosing", ("OR s.state <> 'active'", ""))


def a_new_message_id_per_try(patch: pytest.MonkeyPatch) -> None:
    def fresh(head: Any, pattern: Any, asked: Any) -> Any:
        made = real(head, pattern, asked)
        other = f"{secrets.token_hex(8)}@example.org"
        return made._replace(
            message_id=other, data=made.data.replace(made.message_id.encode(), other.encode())
        )

    _in_sql(patch, intend, "_granting", (intend.SAME_BYTES, ""))
    real = flight.letter_for
    patch.setattr(workers, "letter_for", fresh)


def a_drop_after_the_dot_taken_for_failure(patch: pytest.MonkeyPatch) -> None:
    real = verdicts.lost
    patch.setattr(verdicts, "lost", lambda reason, dot_sent: real(reason, dot_sent=False))


def a_4xx_taken_as_final(patch: pytest.MonkeyPatch) -> None:
    def judge(step: Any, reply: Any) -> Any:
        verdict = real(step, reply)
        final = verdict.outcome.state == "deferred"
        return verdict._replace(outcome=verdict.outcome._replace(state="rejected")) if final else verdict

    real = verdicts.judge
    patch.setattr(verdicts, "judge", judge)


def an_empty_queue_taken_as_done(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(bookkeeping, "WAITING", ("queued", "deferred"))
    patch.setattr(Books, "balance", property(lambda self: True))


def facts_thrown_away_by_the_fence(patch: pytest.MonkeyPatch) -> None:
    _in_sql(
        patch,
        settle,
        "_settling",
        ("(j.state = 'accepted' AND delivery.state IN", "(1 = 0 AND delivery.state IN"),
    )


BAD_DESIGNS = [
    cursor_moved_at_fetch,
    no_unique_key,
    no_fence,
    no_own_deadline,
    no_intent_mark,
    suppression_only_in_the_snapshot,
    a_new_message_id_per_try,
    a_drop_after_the_dot_taken_for_failure,
    a_4xx_taken_as_final,
    an_empty_queue_taken_as_done,
    facts_thrown_away_by_the_fence,
]


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        yield context


@pytest.mark.parametrize("bad", BAD_DESIGNS, ids=lambda bad: bad.__name__)
def test_every_known_bad_design_is_caught(
    bad: Callable[[pytest.MonkeyPatch], None], patch: pytest.MonkeyPatch
) -> None:
    bad(patch)
    with pytest.raises(AssertionError):
        for seed in (*FRUITFUL, *range(WALKS)):
            walk(seed, 40)
