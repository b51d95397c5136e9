"""A pretend world around the real ledger and the real worker: a clock, a next hop, and what truly happened."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from publisher.delivery.ledger.claim import Wanted
from publisher.delivery.ledger.page import Clerk, Page, Written, write
from publisher.delivery.message.pattern import Letter
from publisher.delivery.transports.smtp import verdicts
from publisher.delivery.transports.smtp.replies import Reply
from publisher.delivery.transports.transport import Ask, Ended, Notice, Offered
from publisher.delivery.worker import Worker
from tests.support.ledgers import SHORT, letterhead

SAID = {"taken": Reply(250, "Taken"), "later": Reply(451, "Later"), "never": Reply(550, "5.1.1 Nobody")}


@dataclass
class Dot:
    """A final dot that reached the next hop: whose, when, what was decided, whether its worker has an end."""

    letter: Letter
    at: float
    verdict: str
    worker: str
    open: bool = True


class Crash(Exception):
    """The process dies here."""


@dataclass
class World:
    """What truly happened, whoever wrote what down."""

    engine: Engine
    seconds: float = 1_000.0
    dots: list[Dot] = field(default_factory=list)
    left: dict[int, float] = field(default_factory=dict)
    granted_after_leaving: int = 0
    second_senders: int = 0
    seen_250: set[int] = field(default_factory=set)
    refused: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    born: int = 0
    meanwhile: Callable[["Hand"], None] = lambda hand: None

    def now(self) -> datetime:
        return datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def hire(self) -> "Hand":
        """A new worker process."""
        self.born += 1
        return Hand(self, f"worker {self.born}")


class Hand:
    """A worker with a next hop that does what it is told, and a writer that can die around its commit."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.fate = "taken"  # of what comes: taken, later, never, lost (taken, no reply), silent (no reply yet), broken
        self.sleep = 0.0  # how long the process is frozen while it waits next
        self.die = ""  # "before" or "after" the next commit
        self.events: list[Offered | Ended] = []
        self.silent: list[Letter] = []
        self.idle = True
        self.answer: Written | None = None
        self.clerk = Clerk(name, Wanted(), SHORT, ())
        self.worker = Worker(
            world.engine,
            self,
            letterhead(),
            self.clerk,
            world.now,
            lambda tally: None,
            clock=lambda: world.seconds,
            open_writer=self._as_writer,
        )

    def turn(self) -> bool:
        """One turn of the real worker."""
        return self.worker.turn(stopping=False, until_idle=True)

    def hear_late(self) -> None:
        """The replies that were so long in coming arrive."""
        for letter in self.silent:
            self.events.append(Ended(letter, verdicts.judge("DOT", SAID["taken"]).outcome))
        self.silent.clear()

    # As a transport

    def room(self) -> int:
        return 3

    def rest(self) -> float:
        return 0.0

    def offer(self, letter: Letter) -> None:
        if self.fate == "broken":
            self.events.append(Ended(letter, verdicts.lost("the connection broke", dot_sent=False)))
        else:
            self.events.append(Offered(letter))

    def finish(self, letter: Letter) -> None:
        world = self.world
        with world.engine.begin() as conn:
            row = conn.execute(
                text("SELECT state, token FROM delivery WHERE id = :id"), {"id": letter.delivery_id}
            ).one()
        # Whoever lets a dot go must hold the row at that very moment.
        world.second_senders += (row.state, row.token) != ("in_flight", letter.token)
        verdict = self.fate if self.fate in ("later", "never") else "taken"
        dot = Dot(letter, world.seconds, verdict, self.name)
        world.dots.append(dot)
        if verdict != "taken":
            world.refused[letter.message_id].add(verdict)
        if self.fate == "silent":
            self.silent.append(letter)
            return
        dot.open = False
        if self.fate == "lost":
            self.events.append(Ended(letter, verdicts.lost("the reply was lost", dot_sent=True)))
        else:
            self.events.append(Ended(letter, verdicts.judge("DOT", SAID[verdict]).outcome))

    def withdraw(self, letter: Letter) -> None:
        self.events = [event for event in self.events if event.letter != letter]

    def wait(self, seconds: float) -> Sequence[Offered | Ended]:
        if self.sleep:
            self.world.seconds += self.sleep
            self.sleep = 0.0
            self.world.meanwhile(self)
        happened, self.events = self.events, []
        return happened

    def wake(self) -> None: ...

    def asks(self) -> Sequence[Ask]:
        return ()

    def allow(self, granted: Mapping[str, int]) -> None: ...

    def notices(self) -> Sequence[Notice]:
        return ()

    # As a writer

    def _as_writer(self, engine: Engine, clerk: Clerk, done: Callable[[], None]) -> "Hand":
        return self

    def submit(self, page: Page) -> None:
        world = self.world
        if self.die == "before":
            raise Crash
        with world.engine.begin() as conn:
            self.answer = write(conn, self.clerk, page)
        for result in page.results:
            if result.state == "accepted":
                world.seen_250.add(result.id)
        owners = {asked.id: asked.address for asked in page.intents}
        for granted in self.answer.granted:
            reader = int(owners[granted].partition("@")[0].removeprefix("reader"))
            world.granted_after_leaving += reader in world.left
        if self.die == "after":
            raise Crash
        self.idle = False

    def collect(self) -> Written | None:
        answer, self.answer, self.idle = self.answer, None, True
        return answer

    def close(self) -> None: ...
