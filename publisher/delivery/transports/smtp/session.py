"""One connection and the letters on it: envelope, body, leave, dot. It never blocks."""

import time
from collections import deque
from collections.abc import Callable

from publisher.delivery.message.pattern import Letter
from publisher.delivery.transports.smtp.connecting import Line
from publisher.delivery.transports.smtp.desk import Desk
from publisher.delivery.transports.smtp.envelope import commands
from publisher.delivery.transports.smtp.replies import Garbage, Replies, Reply
from publisher.delivery.transports.smtp.verdicts import Step, Verdict, judge, lost
from publisher.delivery.transports.smtp.wire import Broken, Wire
from publisher.delivery.transports.transport import Ended, Offered


class Session:
    """Speaks for one connection. At most one letter waits for the reply to its dot while the next one,
    whose envelope went out behind that dot in the same packet (RFC 2920 §3.1), follows it."""

    def __init__(
        self, line: Line, desk: Desk["Session"], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.line, self._desk, self._clock = line, desk, clock
        self._wire = Wire(line.socket)
        self._replies = Replies()
        self._due: deque[Step] = deque()  # the steps whose replies are to come, in order
        self._current: Letter | None = None  # its envelope or body is going out, or it waits for leave
        self._refusal: Verdict | None = None  # of the current letter, while replies are still due
        self._to_come: list[tuple[bytes, Step]] = []  # commands held back: no PIPELINING
        self._finishing: Letter | None = None  # its dot has been let go
        self._dot_left = False
        self._offered = self._told = False
        self._needs_reset = self._leaving = False
        self.closed = False
        self.letters = 0
        self.deadline = clock() + line.relay.timeouts.idle

    @property
    def idle(self) -> bool:
        """Whether it could begin a letter now."""
        return self._current is None and self._finishing is None and not self._leaving and not self.closed

    @property
    def letters_on(self) -> int:
        """How many letters are on this connection: none, one, or one behind another."""
        return (self._current is not None) + (self._finishing is not None)

    def begin(self, letter: Letter) -> None:
        """Send a letter's envelope, and its body once the relay is ready for it."""
        self._write(self._envelope(letter))

    def finish(self, letter: Letter) -> None:
        """Send the dot of the letter that waits for leave, and the next letter's envelope behind it."""
        self._finishing, self._current, self._offered = letter, None, False
        self._due.append("DOT")
        self.letters += 1
        timeouts, wire = self.line.relay.timeouts, b".\r\n"
        if self.letters < self.line.relay.messages and self.line.offers.pipelining:
            following = self._desk.next_letter(self)
            if following is not None:
                wire += self._envelope(following)
        self.deadline = self._clock() + timeouts.dot
        self._dot_left = False
        self._write(wire)

    def withdraw(self) -> None:
        """The current letter must not go: only closing the connection takes it back."""
        self._current, self._leaving = None, True
        if self._finishing is None:
            self._close()

    def leave(self) -> None:
        """Say QUIT; what comes of it matters to nobody."""
        if self.closed or self._leaving:
            return
        self._leaving = True
        self._due.append("QUIT")
        self.deadline = self._clock() + self.line.relay.timeouts.quit
        self._write(b"QUIT\r\n")

    def readable(self) -> None:
        """Read what has come and act on it."""
        try:
            data = self._wire.read()
            for reply in self._replies.feed(data):
                if not self._due:
                    raise Garbage(f"a reply nobody asked for: {reply.code} {reply.text[:80]}")
                self._hear(self._due.popleft(), reply)
                if self.closed:
                    return
        except (Garbage, Broken) as error:
            self.fail(str(error))
            return
        if self._wire.more:
            self.readable()

    def flush(self) -> None:
        """Send what the connection would not take before."""
        self._write(b"")

    def fail(self, reason: str, *, full: bool = False) -> None:
        """The connection is of no more use; every letter on it is accounted for. full: it was a 421."""
        if self.closed:
            return
        expected = self._leaving or (not full and not self._due and self._current is None)
        if self._finishing is not None:
            self._desk.tell(Ended(self._finishing, lost(reason, dot_sent=self._dot_left)))
        if self._current is not None:
            self._desk.tell(Ended(self._current, lost(reason, dot_sent=False)))
        self._finishing = self._current = None
        self._close()
        if not expected:
            self._desk.judged(self, "full" if full else "ill", reason)

    def overdue(self, now: float) -> None:
        """Called now and then: ends a wait that has lasted too long."""
        if now < self.deadline:
            return
        if self.idle:
            self.leave()
        elif self._offered:
            self.deadline = now + self.line.relay.timeouts.block
        else:
            self.fail("the relay did not answer in time")

    def _envelope(self, letter: Letter) -> bytes:
        mail, rcpt = commands(letter, self.line.offers)
        reset = b"RSET\r\n" if self._needs_reset else b""
        steps: list[tuple[bytes, Step]] = [(mail, "MAIL"), (rcpt, "RCPT"), (b"DATA\r\n", "DATA")]
        if self._needs_reset:
            steps.insert(0, (reset, "RSET"))
        self._current, self._refusal, self._needs_reset, self._offered = letter, None, False, False
        self.deadline = self._clock() + self.line.relay.timeouts.command
        if self.line.offers.pipelining:
            self._due.extend(step for _, step in steps)
            return b"".join(command for command, _ in steps)
        self._to_come = steps[1:]
        self._due.append(steps[0][1])
        return steps[0][0]

    def _hear(self, step: Step, reply: Reply) -> None:
        if step == "DOT":
            self._dot_answered(reply)
        elif step == "DATA" and reply.code == 354:
            self._body()
        elif step in ("MAIL", "RCPT", "RSET") and reply.code // 100 == 2:
            self._go_on()
        elif step == "QUIT":
            self._close()
        elif step == "LONE":
            self._refused()
        else:
            self._not_now(step, reply)

    def _not_now(self, step: Step, reply: Reply) -> None:
        verdict = judge("MAIL" if step == "RSET" else step, reply)
        if verdict.lane in ("ill", "full") or step == "RSET":
            self.fail(f"{reply.code} {reply.text}", full=verdict.lane == "full")
            return
        self._refusal = self._refusal or verdict
        self._needs_reset, self._to_come = True, []
        if not self._due:
            self._refused()

    def _go_on(self) -> None:
        """The relay without PIPELINING gets its next command."""
        if self._to_come:
            command, step = self._to_come.pop(0)
            self._due.append(step)
            self._write(command)

    def _body(self) -> None:
        letter = self._current
        if letter is None:
            raise Garbage("354 with no letter at hand")
        if self._refusal is not None:
            # All recipients were refused, yet the relay wants data: a lone dot ends it (RFC 2920 §3.1).
            self._due.append("LONE")
            self._write(b".\r\n")
            return
        self.deadline = self._clock() + self.line.relay.timeouts.block
        self._offered = True
        self._told = False
        self._write(letter.data)

    def _refused(self) -> None:
        """The current letter's envelope was refused, and every reply to it has come."""
        letter, verdict = self._current, self._refusal
        self._current = self._refusal = None
        if letter is not None and verdict is not None:
            self._desk.tell(Ended(letter, verdict.outcome))
            self._desk.judged(self, verdict.lane, f"{verdict.outcome.code} {verdict.outcome.text}")
        self._take_next()

    def _dot_answered(self, reply: Reply) -> None:
        letter, self._finishing = self._finishing, None
        verdict = judge("DOT", reply)
        if letter is not None:
            outcome = verdict.outcome
            if outcome.state == "queued":  # neither 2xx, 4xx nor 5xx: nobody can say what it meant
                outcome = lost(outcome.text, dot_sent=True)
            self._desk.tell(Ended(letter, outcome))
        if verdict.lane in ("ill", "full"):
            self.fail(f"{reply.code} {reply.text}", full=verdict.lane == "full")
            return
        if verdict.lane != "same":
            self._desk.judged(self, verdict.lane, "")
        if self._leaving and "QUIT" not in self._due:
            self._close()
        elif self._current is None:
            self._take_next()

    def _take_next(self) -> None:
        if self.closed or self._leaving:
            return
        if self.letters >= self.line.relay.messages:
            self.leave()
            return
        following = self._desk.next_letter(self)
        if following is not None:
            self.begin(following)
        else:
            self.deadline = self._clock() + self.line.relay.timeouts.idle

    def _write(self, data: bytes) -> None:
        try:
            some, whole = self._wire.write(data)
        except Broken as error:
            self.fail(str(error))
            return
        if some and self._finishing is not None:
            self._dot_left = True
        if not whole:
            self._desk.writable(self, wanted=True)
        elif self._offered and not self._told and self._current is not None:
            self._told = True
            self._desk.tell(Offered(self._current))

    def _close(self) -> None:
        self.closed = True
        self._desk.gone(self)
        self.line.socket.close()
