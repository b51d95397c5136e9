"""Connections being opened: each in a thread, for opening blocks; what comes of it is collected by one."""

import contextlib
import logging
import queue
import socket
import threading
from collections.abc import Iterator

from publisher.delivery.transports.smtp.connecting import Line, NoLine, connect
from publisher.delivery.transports.smtp.relay import Relay

log = logging.getLogger(__name__)


class Openings:
    """`name` is ours in EHLO. `bell` becomes readable when something has come, or somebody rang."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._come: queue.SimpleQueue[tuple[Relay, Line | NoLine]] = queue.SimpleQueue()
        self.bell, self._rope = socket.socketpair()
        self.bell.setblocking(False)
        self._rope.setblocking(False)
        self._closed = False

    def begin(self, relay: Relay) -> None:
        """Open a connection to `relay`; exactly one answer will come."""
        threading.Thread(target=self._open, args=(relay,), daemon=True).start()

    def ring(self) -> None:
        """Make the bell readable. Any thread may."""
        # Not heard yet, and that is enough; or closed meanwhile, and nobody listens any more.
        with contextlib.suppress(OSError):
            self._rope.send(b"!")

    def collect(self) -> Iterator[tuple[Relay, Line | NoLine]]:
        """Silence the bell; what has come."""
        with contextlib.suppress(BlockingIOError):
            self.bell.recv(4096)
        while not self._come.empty():
            yield self._come.get()

    def close(self) -> None:
        """Nobody collects any more: what comes is closed."""
        self._closed = True
        while not self._come.empty():
            _, line = self._come.get()
            if isinstance(line, Line):
                line.socket.close()
        self.bell.close()
        self._rope.close()

    def _open(self, relay: Relay) -> None:
        try:
            line = connect(relay, self._name)
            if self._closed:
                line.socket.close()
            else:
                self._come.put((relay, line))
        except NoLine as reason:
            self._come.put((relay, reason))
        except Exception as surprise:
            # In a thread of its own nobody would hear it, and the connection would be waited for for ever.
            log.exception("connecting to %s failed in a way we did not foresee", relay.key)
            self._come.put((relay, NoLine(f"{relay.key}: {surprise}")))
        self.ring()
