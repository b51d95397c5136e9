"""The SMTP transport: connections to one or more relays, driven by one thread."""

import logging
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from publisher.delivery.message.pattern import Letter
from publisher.delivery.transports.smtp.branch import Branch, has_its_turn
from publisher.delivery.transports.smtp.connecting import NoLine
from publisher.delivery.transports.smtp.envelope import unfit
from publisher.delivery.transports.smtp.openings import Openings
from publisher.delivery.transports.smtp.purse import Purse
from publisher.delivery.transports.smtp.relay import Relay
from publisher.delivery.transports.smtp.session import Session
from publisher.delivery.transports.smtp.verdicts import Lane
from publisher.delivery.transports.transport import Ask, Ended, Notice, Offered, Outcome

LOOK_EVERY = 0.5

log = logging.getLogger(__name__)


class SmtpTransport:
    """A transport over SMTP relays, as `Transport` promises. `name` is ours in EHLO (RFC 5321 §4.1.1.1)."""

    def __init__(
        self,
        relays: Sequence[Relay],
        *,
        name: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._branches = {relay: Branch(relay) for relay in relays}
        self._purse = Purse(relays)
        self._notices: list[Notice] = []
        self._events: list[Offered | Ended] = []
        self._waiting: deque[Letter] = deque()
        self._where: dict[int, Session] = {}
        self._selector = selectors.DefaultSelector()
        self._openings = Openings(name or socket.getfqdn())
        self._selector.register(self._openings.bell, selectors.EVENT_READ, None)
        self._looked_at = 0.0
        self._closing = False

    def room(self) -> int:
        clock = self._clock()
        places = sum(
            branch.places(clock, self._purse.left(branch.relay.key)) for branch in self._branches.values()
        )
        return max(0, places - len(self._where) - len(self._waiting))

    def rest(self) -> float:
        clock = self._clock()
        return min(branch.health.resting(clock) for branch in self._branches.values())

    def offer(self, letter: Letter) -> None:
        wait = self._purse.domain_wait(letter.recipient)
        if wait:
            self._events.append(Ended(letter, Outcome("queued", counted=False, wait=wait)))
        else:
            self._waiting.append(letter)

    def finish(self, letter: Letter) -> None:
        self._where[letter.delivery_id].finish(letter)

    def withdraw(self, letter: Letter) -> None:
        session = self._where.pop(letter.delivery_id, None)
        if session is not None:
            session.withdraw()
        elif letter in self._waiting:
            self._waiting.remove(letter)

    def wait(self, seconds: float) -> Sequence[Offered | Ended]:
        self._share_out()
        for key, mask in self._selector.select(0 if self._events else min(seconds, LOOK_EVERY)):
            session: Session | None = key.data
            if session is None:
                self._hear_bell()
                continue
            if mask & selectors.EVENT_WRITE:
                self.writable(session, wanted=False)
                session.flush()
            if mask & selectors.EVENT_READ and not session.closed:
                session.readable()
        self._look_around()
        happened, self._events = self._events, []
        return happened

    def wake(self) -> None:
        self._openings.ring()

    def asks(self) -> Sequence[Ask]:
        return self._purse.asks(self._clock())

    def allow(self, granted: Mapping[str, int]) -> None:
        self._purse.fill(granted)

    def notices(self) -> Sequence[Notice]:
        told, self._notices = self._notices, []
        return told

    def close(self) -> None:
        self._closing = True
        for session in self._sessions():
            session.leave() if session.idle else session.withdraw()
        until = self._clock() + 2.0
        while any(branch.sessions for branch in self._branches.values()) and self._clock() < until:
            self.wait(0.05)
        for session in self._sessions():
            session.fail("the transport was closed")
        self._selector.close()
        self._openings.close()

    # What sessions ask of us

    def next_letter(self, session: Session) -> Letter | None:
        branch = self._branches[session.line.relay]
        while self._waiting and not self._closing and self._may_take(branch):
            letter = self._waiting.popleft()
            problem = unfit(letter, session.line.offers)
            if problem is not None:
                self._events.append(Ended(letter, problem))
                continue
            self._where[letter.delivery_id] = session
            branch.taken += 1
            self._purse.spend(branch.relay.key)
            return letter
        return None

    def tell(self, event: Offered | Ended) -> None:
        if isinstance(event, Ended):
            self._where.pop(event.letter.delivery_id, None)
        self._events.append(event)

    def judged(self, session: Session, lane: Lane, why: str) -> None:
        branch, clock = self._branches[session.line.relay], self._clock()
        if lane == "well":
            if branch.health.rests:
                self._notices.append(Notice(f"relay {branch.relay.key}", "open", 0, ""))
            branch.health.well()
        elif lane == "slow" or (lane == "full" and (branch.sessions or branch.opening)):
            branch.health.full(clock, len(branch.sessions))
        elif lane in ("full", "ill", "stopped"):  # a 421 to the only connection: it bears none just now
            self._ill(branch, why, stopped=lane == "stopped")

    def writable(self, session: Session, *, wanted: bool) -> None:
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if wanted else 0)
        self._selector.modify(session.line.socket, events, session)

    def gone(self, session: Session) -> None:
        self._selector.unregister(session.line.socket)
        self._branches[session.line.relay].sessions.discard(session)

    # Our own

    def _sessions(self) -> list[Session]:
        return [session for branch in self._branches.values() for session in branch.sessions]

    def _may_take(self, branch: Branch) -> bool:
        allowed = self._purse.left(branch.relay.key) > 0
        return allowed and has_its_turn(branch, self._branches.values(), self._clock())

    def _share_out(self) -> None:
        if not self._waiting or self._closing:
            return
        clock = self._clock()
        for branch in self._branches.values():
            for session in [session for session in branch.sessions if session.idle]:
                letter = self.next_letter(session)
                if letter is None:
                    break
                session.begin(letter)
            for _ in range(branch.wanted(clock, len(self._waiting))):
                branch.opening += 1
                self._openings.begin(branch.relay)
        if self.rest() and not self._sessions():
            self._send_back("no relay can be used now")

    def _hear_bell(self) -> None:
        for relay, line in self._openings.collect():
            branch = self._branches[relay]
            branch.opening -= 1
            if isinstance(line, NoLine):
                if line.too_many and (branch.sessions or branch.opening):
                    branch.health.full(self._clock(), len(branch.sessions) or branch.opening)
                else:
                    self._ill(branch, str(line), stopped=line.stopped)
                continue
            session = Session(line, self, self._clock)
            branch.sessions.add(session)
            self._selector.register(line.socket, selectors.EVENT_READ, session)
        self._share_out()

    def _ill(self, branch: Branch, why: str, *, stopped: bool = False) -> None:
        if branch.health.ill(self._clock(), why, stopped=stopped):
            log.warning("the relay %s is left alone for a while: %s", branch.relay.key, why)
            state: Literal["stopped", "resting"] = "stopped" if stopped else "resting"
            seconds = branch.health.resting(self._clock())
            self._notices.append(Notice(f"relay {branch.relay.key}", state, seconds, why))
        if self.rest() and not self._sessions():
            self._send_back(why)

    def _send_back(self, why: str) -> None:
        """Nobody can take the waiting letters: they go back, and nothing is counted against anyone."""
        wait = self.rest()
        while self._waiting:
            letter = self._waiting.popleft()
            self._events.append(Ended(letter, Outcome("queued", "", why, counted=False, wait=wait)))

    def _look_around(self) -> None:
        clock = self._clock()
        if clock - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = clock
        for session in self._sessions():
            session.overdue(clock)
