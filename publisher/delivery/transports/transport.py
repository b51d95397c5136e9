"""The door to the world: what every transport promises, and the words it answers in."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from publisher.delivery.message.pattern import Letter


class Outcome(NamedTuple):
    """What became of one letter.

    accepted: the next hop has it and answers for it. rejected: it refused this reader for good.
    deferred: it refused this time. queued: the letter certainly did not go, through no fault of the reader's.
    uncertain: it may have gone, and nobody said.
    counted: whether this try counts against the reader's attempts.
    wait: seconds before the next one, at least.
    A letter handed back with no text at all was never tried, and leaves no trace.
    code, text: what the next hop said ("550", "5.1.1 no such user").
    """

    state: Literal["accepted", "deferred", "rejected", "queued", "uncertain"]
    code: str = ""
    text: str = ""
    counted: bool = True
    wait: float = 0.0


class Offered(NamedTuple):
    """The next hop has everything of the letter but leave to take it: it can still be withdrawn."""

    letter: Letter


class Ended(NamedTuple):
    """The transport holds nothing of the letter any more."""

    letter: Letter
    outcome: Outcome


class Ask(NamedTuple):
    """A lane whose limit all workers share: so many letters are wanted of it now."""

    key: str
    per_second: float
    burst: float
    wanted: int


class Notice(NamedTuple):
    """What became of a lane: open again, resting for so many seconds, or stopped until a person looks."""

    key: str
    state: Literal["open", "resting", "stopped"]
    seconds: float
    reason: str


class Transport(Protocol):
    """Hands letters to the world in two steps, so that "certainly not sent" is always known.

    One thread calls everything here, except `wake`. Nothing blocks but `wait`. Nothing raises for what
    the world does: that is an Outcome.
    """

    def room(self) -> int:
        """How many more letters it takes now; 0 while it can send nothing."""

    def rest(self) -> float:
        """Seconds until it can send again, as far as it knows: 0 if it can now, or will at a new try."""

    def offer(self, letter: Letter) -> None:
        """Take the letter. Promises exactly one Ended for it, and before that, unless it fails early,
        one Offered; between Offered and `finish` the letter stays with us and does not go."""

    def finish(self, letter: Letter) -> None:
        """Let an Offered letter go. From here on its outcome may be uncertain."""

    def withdraw(self, letter: Letter) -> None:
        """Make sure that a letter which was not let go does not go. No Ended follows."""

    def wait(self, seconds: float) -> Sequence[Offered | Ended]:
        """What happened since; returns at once if anything did, else within `seconds` or on `wake`."""

    def wake(self) -> None:
        """End a `wait` early; the only call that other threads may make."""

    def asks(self) -> Sequence[Ask]:
        """What it needs of shared limits; answered by `allow`. Until then it has no room there."""

    def allow(self, granted: Mapping[str, int]) -> None:
        """So many more letters may go, by lane."""

    def notices(self) -> Sequence[Notice]:
        """What became of its lanes since it was asked last."""

    def close(self) -> None:
        """End politely. What is still held is certainly not sent, or has been reported."""
