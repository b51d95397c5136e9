"""A worker: one thread that keeps letters flowing between the ledger's writer and a transport."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy import Engine

from publisher.delivery.flight import Flight, given_back, intent, letter_for, result
from publisher.delivery.gathering import Gathering
from publisher.delivery.ledger.nouns import Claim
from publisher.delivery.ledger.page import Clerk, Page, Written
from publisher.delivery.ledger.writer import Scribe, Writer
from publisher.delivery.message.headers import Unwritable
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.sheets import Patterns
from publisher.delivery.tally import Tally
from publisher.delivery.transports.transport import Ended, Offered, Outcome, Transport
from publisher.delivery.watch import Watch
from subscribers.suppression import hasher

STOCK = 500
LOOK_EVERY = 1.0
REAP_EVERY = 5.0
TOO_LONG_A_REST = 30.0


class Worker:
    """Lives for one `post`. It claims in stocks, and all its letters share the writer's pages.

    Its own monotonic clock says how long a lease is surely ours, whatever is done to the wall clock.
    """

    def __init__(
        self,
        engine: Engine,
        transport: Transport,
        head: Letterhead,
        clerk: Clerk,
        now: Callable[[], datetime],
        progress: Callable[[Tally], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        open_writer: Callable[[Engine, Clerk, Callable[[], None]], Scribe] = Writer,
    ) -> None:
        self._clock = clock
        self._transport, self._head, self._clerk = transport, head, clerk
        self._now, self._progress = now, progress
        self._patterns = Patterns(engine, head)
        with engine.begin() as conn:
            self._hash = hasher(conn)
        self._watch = Watch()
        self._chance = random.Random()  # noqa: S311 - spreads retries, keeps no secret
        self.tally = Tally()
        self._stock: deque[Claim] = deque()
        self._flights: dict[int, Flight] = {}
        self._let_go: set[int] = set()
        self._asked: frozenset[int] = frozenset()  # whose leave the writer is writing
        self._stopping = False
        self._page = self._submitted = Page(now())
        self._nothing_due = self._nothing_left = False
        self._leased_at = self._looked_at = self._reaped_at = self._told_at = float("-inf")
        self._submitted_at = self._stopped_at = 0.0
        self._gathering = Gathering()
        self._writer = open_writer(engine, clerk, transport.wake)

    def run(self, stop: threading.Event, *, until_idle: bool) -> Tally:
        """Work until nothing is due (until_idle) or until `stop`. What is in flight then still ends; a ledger
        that does not answer is waited for no longer than `timing.farewell`."""
        try:
            while not self.turn(stopping=stop.is_set(), until_idle=until_idle):
                pass
        finally:
            self._writer.close()
            self._progress(self.tally)
        return self.tally

    def turn(self, *, stopping: bool, until_idle: bool) -> bool:
        """Once around: offer, write, wait, hear, read. True when there is nothing more to do."""
        resting = until_idle and self._transport.rest() > TOO_LONG_A_REST
        if not self._stopping and (stopping or resting):
            self._stopping, self._stopped_at = True, self._clock()
        if self._stopping:
            self._give_back()
        else:
            self._offer()
        self._turn_page()
        empty = self._writer.idle and self._page.blank and not (self._stock or self._flights)
        if self._unheard() or (empty and (self._stopping or (until_idle and self._nothing_left))):
            return True
        self._hear(self._transport.wait(self._gathering.seconds(LOOK_EVERY)))
        written = self._writer.collect()
        if written is not None:
            self._read(written)
        return False

    def _offer(self) -> None:
        """Hand letters to the transport while it has room and their leases are surely ours."""
        if self._stock and not self._surely_ours(self._leased_at):
            self._stock.clear()
        room = min(self._transport.room(), len(self._stock))
        now = self._now()
        for _ in range(room):
            claim = self._stock.popleft()
            try:
                letter = letter_for(self._head, self._patterns.of(claim), claim)
            except Unwritable as error:
                self._page.results.append(given_back(claim, now, "poisoned", str(error)))
                self.tally.add("poisoned")
            else:
                self._flights[claim.id] = Flight(claim, letter, now)
                self._transport.offer(letter)

    def _hear(self, events: Iterable[Offered | Ended]) -> None:
        """Offered letters ask for leave; ended ones are told to the ledger."""
        if not events:
            return
        now = self._now()
        for event in events:
            flight = self._flights.get(event.letter.delivery_id)
            if flight is None or flight.letter is not event.letter:
                continue
            if isinstance(event, Offered):
                self._page.intents.append(intent(flight, self._hash(flight.claim.address_key)))
            else:
                del self._flights[event.letter.delivery_id]
                self._let_go.discard(event.letter.delivery_id)
                self._end(flight, event.outcome, now)

    def _end(self, flight: Flight, outcome: Outcome, now: datetime) -> None:
        timing, parking = self._clerk.timing, self._clerk.parking
        self._page.results.append(
            result(
                flight.claim,
                flight.started_at,
                outcome,
                now,
                timing=timing,
                parking=parking,
                chance=self._chance,
            )
        )
        self.tally.add(outcome.state)
        if flight.claim.run_id is not None:
            reason = self._watch.alarmed(flight.claim.run_id, outcome)
            if reason:
                self._page.halts[flight.claim.run_id] = reason
                self._set_aside((flight.claim.run_id,))

    def _turn_page(self) -> None:
        """Hand the page to the writer when it has none, with what is to be claimed, renewed, reaped."""
        clock = self._clock()
        if clock - self._told_at > LOOK_EVERY:
            self._told_at = clock
            self._progress(self.tally)
        ready = len(self._page.intents) + len(self._page.results)
        if not self._writer.idle or self._gathering.goes_on(ready, len(self._flights), clock):
            return
        page, timing, held = self._page, self._clerk.timing, bool(self._stock or self._flights)
        page.now = self._now()
        wanted = len(self._stock) < STOCK // 2 and not (self._nothing_due and held)
        if (
            wanted
            and not self._stopping
            and (not self._nothing_left or clock - self._looked_at >= LOOK_EVERY)
        ):
            page.claim, page.alone, self._looked_at = STOCK - len(self._stock), not held, clock
        if held and clock - self._leased_at >= timing.renew.total_seconds():
            page.renewals = [*self._flights, *(claim.id for claim in self._stock)]
        if clock - self._reaped_at >= min(REAP_EVERY, timing.lease.total_seconds()):
            page.reap, self._reaped_at = True, clock
        page.notices += self._transport.notices()
        page.asks = () if self._stopping else self._transport.asks()
        if not page.blank:
            self._page, self._submitted_at = Page(page.now), clock
            self._asked = frozenset(asked.id for asked in page.intents)
            self._submitted = page
            self._writer.submit(page)

    def _read(self, written: Written) -> None:
        """The ledger has answered: let go what was granted, withdraw the rest, stock what was claimed."""
        page, self._asked = written.page, frozenset()
        self._transport.allow(written.allowed)
        ours = self._surely_ours(self._submitted_at) and not self._stopping
        for asked in page.intents:
            flight = self._flights.get(asked.id)
            if flight is None or flight.letter.token != asked.token:
                continue  # it ended while its leave was being written
            if asked.id in written.granted and ours:
                self._let_go.add(asked.id)
                self._transport.finish(flight.letter)
                continue
            self._transport.withdraw(flight.letter)
            del self._flights[asked.id]
            self.tally.add("withdrawn")
            if asked.id in written.granted:
                self._page.results.append(given_back(flight.claim, page.now))
        if written.stopped:
            self._set_aside(written.stopped)
        if page.renewals or page.alone:
            self._leased_at = self._submitted_at  # the oldest lease we hold
        if page.claim:
            self._stock.extend(claim for claim in written.claims if claim.id not in self._flights)
            self._nothing_due = written.taken == 0
            self._nothing_left = self._nothing_due and page.alone

    def _unheard(self) -> bool:
        """Whether we are to end, and must without the ledger: it has not answered for too long."""
        since, farewell = max(self._stopped_at, self._submitted_at), self._clerk.timing.farewell
        if not self._stopping or self._writer.idle or self._clock() - since < farewell.total_seconds():
            return False
        self.tally.unrecorded = len(self._let_go) + self._submitted.tries + self._page.tries
        return True

    def _set_aside(self, runs: Collection[int]) -> None:
        """Runs that stopped: their part of the stock goes back, so that no connection is spent on it."""
        now, kept = self._now(), deque[Claim]()
        for claim in self._stock:
            if claim.run_id in runs:
                self._page.results.append(given_back(claim, now))
            else:
                kept.append(claim)
        self._stock = kept

    def _give_back(self) -> None:
        """Stop offering: what has not been let go goes back, unless its leave is being written just now."""
        now = self._now()
        self._page.results += [given_back(claim, now) for claim in self._stock]
        self._stock.clear()
        self._page.intents.clear()
        for number in self._flights.keys() - self._let_go - self._asked:
            flight = self._flights.pop(number)
            self._transport.withdraw(flight.letter)
            self._page.results.append(given_back(flight.claim, now))

    def _surely_ours(self, since: float) -> bool:
        """Whether a lease taken or renewed at this moment of our own clock still holds, with a margin."""
        return self._clock() - since < self._clerk.timing.lease.total_seconds() * 0.9
