"""What a confined parser may use, how its end is told between parent and child, and in words."""

import json
import signal
from collections.abc import Callable
from dataclasses import dataclass

from publisher.errors import Refused, refuse
from subscribers.faults import Fault

Parser = Callable[..., bytes]

DONE, REFUSED, MEMORY, BROKEN = 0, 10, 11, 12


@dataclass(frozen=True)
class Limits:
    """seconds: of wall clock, and of processor time; memory and output: bytes."""

    seconds: float = 10
    memory: int = 600_000_000
    output: int = 100_000_000


DEFAULT = Limits()


def judged(code: int | None, answer: bytes, *, what: str, limits: Limits) -> bytes:
    """The child's answer, if `code` says that all went well; None: it did not answer in time.

    Raises Refused with the parser's own faults, or saying that `what` took too long, too much memory, or
    could not be read at all.
    """
    if code == DONE and len(answer) <= limits.output:
        return answer
    if code == REFUSED:
        raise Refused(*(Fault(**fault) for fault in json.loads(answer)))
    if code == BROKEN:
        raise refuse(
            f"it cannot be read ({answer.decode('utf-8', 'replace')[:60]})",
            where=what,
            mend="open it in the program it came from, save it again, or paste its text",
            code="unreadable",
        )
    spent = {
        None: f"reading it took more than {limits.seconds:g} seconds",
        -signal.SIGXCPU: f"reading it took more than {limits.seconds:g} seconds",
        MEMORY: f"reading it took more than {limits.memory // 1_000_000} MB of memory",
    }.get(code, "reading it broke the reader")
    raise refuse(spent, where=what, mend="paste its text as a plain file instead", code="parser_limits")
