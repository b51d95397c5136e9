"""A posting process to be killed: `python -m tests.support.poster URL PORT SESSIONS LATER [POINT NTH]`.

It posts until nothing is due, `LATER` seconds ahead of the clock, and kills itself the NTH time it passes POINT;
or, where POINT is "letter", whenever it makes the letter of delivery NTH.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.delivery import worker
from publisher.delivery.ledger import page, writer
from publisher.delivery.post import post
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay
from publisher.delivery.transports.smtp.session import Session
from publisher.store.engine import open_engine
from tests.support.ledgers import SHORT, letterhead

# Where a process may die: an owner, one of its acts, and whether to die before or after it.
POINTS: dict[str, tuple[Any, str, str]] = {
    "claim": (page, "claim", "after"),
    "splice": (worker, "letter_for", "after"),
    "mail": (Session, "begin", "after"),
    "body": (Session, "_body", "after"),
    "intent": (page, "intend", "after"),
    "commit": (writer.Writer, "_write", "after"),
    "dot left": (Session, "finish", "after"),
    "reply read": (Session, "_dot_answered", "before"),
    "reply told": (Session, "_dot_answered", "after"),
    "record": (page, "settle", "after"),
    "quit": (Session, "leave", "after"),
}


# The signal it dies by; SIGSTOP freezes it instead.
DIE_BY = int(os.environ.get("DIE_BY", signal.SIGKILL))
TIMING = replace(SHORT, grace=timedelta(seconds=float(os.environ.get("GRACE", "1"))))


def die_at(owner: Any, name: str, when: str, nth: int) -> None:
    """Replace an act by one that kills the process at its nth call that does anything."""
    act: Callable[..., Any] = getattr(owner, name)
    passed = 0

    def deadly(*given: Any, **named: Any) -> Any:
        nonlocal passed
        passed += 1
        if when == "before" and passed == nth:
            os.kill(os.getpid(), DIE_BY)
        result = act(*given, **named)
        if when == "after" and passed == nth:
            os.kill(os.getpid(), DIE_BY)
        return result

    setattr(owner, name, deadly)


def die_of(delivery_id: int) -> None:
    """Let the letter of one delivery be one that no process survives."""
    act: Callable[..., Any] = getattr(worker, "letter_for")  # noqa: B009 - it is the worker's by import only

    def deadly(head: Any, pattern: Any, claim: Any) -> Any:
        if claim.id == delivery_id:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(head, pattern, claim)

    setattr(worker, "letter_for", deadly)  # noqa: B010 - as above


def main(url: str, port: str, sessions: str, later: str, point: str = "", nth: str = "1") -> None:
    if point == "letter":
        die_of(int(nth))
    elif point:
        die_at(*POINTS[point], int(nth))
    ahead = timedelta(seconds=float(later))
    transport = SmtpTransport(
        [Relay("127.0.0.1", int(port), sessions=int(sessions))], name="ours.example.org"
    )
    engine = open_engine(url)
    post(engine, transport, letterhead(), timing=TIMING, now=lambda: datetime.now(UTC) + ahead)
    transport.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
