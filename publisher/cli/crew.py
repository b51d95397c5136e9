"""A crew: worker processes that are started, replaced when they die, and ended together."""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

GLANCE = 0.2
REST = 5.0
COMMAND = (sys.executable, "-m", "publisher", "worker")

log = logging.getLogger("publisher.worker")


class Crew:
    """`size` processes of `command`, each its own: nothing is inherited but the environment."""

    def __init__(self, size: int, command: Sequence[str] = COMMAND, rest: float = REST) -> None:
        self._command, self._rest = command, rest
        self._members: list[subprocess.Popen[bytes] | None] = [None] * size
        self._ready_at = [0.0] * size

    def run(self, ended: threading.Event) -> None:
        """Keep all of them at work until `ended` is set; then ask each to end, and wait for it."""
        while not ended.is_set():
            for place, member in enumerate(self._members):
                if member is not None and member.poll() is not None:
                    log.warning("a worker ended (%s); another takes its place", member.returncode)
                    self._members[place], self._ready_at[place] = None, time.monotonic() + self._rest
                if self._members[place] is None and time.monotonic() >= self._ready_at[place]:
                    self._members[place] = subprocess.Popen(self._command)
            ended.wait(GLANCE)
        working = [member for member in self._members if member is not None]
        for member in working:
            member.send_signal(signal.SIGTERM)
        for member in working:
            member.wait()
