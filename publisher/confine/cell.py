"""Many small documents, read one after another by one child, which is replaced when it fails."""

import json
import os
import subprocess
import threading
import time

from publisher.confine.frames import Cut, framed, receive, send
from publisher.confine.limits import DEFAULT, MEMORY, Limits, Parser, judged
from publisher.confine.starting import Child, end, number_of, start

LIVES_FOR = 1_000  # documents: whatever a parser leaves behind does not add up


class Cell:
    """Holds a child that reads with `parser`, a module's function. The child starts when it is first asked,
    and again after `rest`, after its end, and after a thousand documents. Several threads may ask."""

    def __init__(self, parser: Parser, *arguments: str, limits: Limits = DEFAULT) -> None:
        self._parser, self._arguments, self._limits = parser, arguments, limits
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._asked = 0

    def ask(self, data: bytes, *arguments: str, what: str) -> bytes:
        """What `parser(data, *arguments, *the cell's own)` returns. Raises Refused as `confined` does: the
        document at which a child failed is refused, and the next finds a new one."""
        with self._lock:
            code, answer = self._converse(data, json.dumps(arguments).encode())
        return judged(code, answer, what=what, limits=self._limits)

    def rest(self) -> None:
        """End the child, once it has answered what it was asked."""
        with self._lock:
            self._end()

    def _converse(self, data: bytes, arguments: bytes) -> tuple[int | None, bytes]:
        child = self._child_at_work()
        given, taken = number_of(child.stdin), number_of(child.stdout)
        until = time.monotonic() + self._limits.seconds
        try:
            send(given, framed(arguments, data), until)
            [code] = receive(taken, 1, until)
            answer = receive(taken, self._limits.output, until)
        except TimeoutError:
            self._end()
            return None, b""
        except Cut:
            return self._ended(), b""
        except BaseException:
            self._end()
            raise
        if code == MEMORY:
            self._end()  # what it had taken is given back
        return code, answer

    def _child_at_work(self) -> Child:
        if self._asked >= LIVES_FOR:
            self._end()
        if self._child is None:
            child = start(
                "again", self._parser, self._arguments, self._limits, subprocess.PIPE, subprocess.PIPE
            )
            for pipe in (child.stdin, child.stdout):
                os.set_blocking(number_of(pipe), False)
            self._child, self._asked = child, 0
        self._asked += 1
        return self._child

    def _ended(self) -> int:
        """The exit code of a child that is gone, or must go."""
        child, self._child = self._child, None
        if child is None:
            return 0
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        return end(child)

    def _end(self) -> None:
        self._ended()
