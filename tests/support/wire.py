"""A wire to a PostgreSQL server that can go dead without a word, or break just when an answer comes."""

import contextlib
import socket
import threading

from sqlalchemy import URL

# CommandComplete for a COMMIT, in the server's own words (PostgreSQL, "Message Formats").
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"


class Wire:
    """`with Wire(host, port) as wire:` forwards what comes to `wire.port`.

    lose: so many answers to COMMIT never arrive, one of `every`; the connection breaks in their stead.
    """

    def __init__(self, host: str, port: int, *, lose: int = 0, every: int = 1) -> None:
        self._to, self._lose, self._every = (host, port), lose, every
        self._alive = threading.Event()
        self._alive.set()
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._far: list[socket.socket] = []
        self.commits = self.lost = 0

    def __enter__(self) -> "Wire":
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._alive.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._break(*self._open)

    def past(self, url: URL) -> str:
        """The database's address by this wire."""
        by_wire = url.set(host="127.0.0.1", port=self.port).update_query_dict({"sslmode": "disable"})
        return by_wire.render_as_string(hide_password=False)

    def die(self, noticed: float) -> None:
        """From now on nothing passes. The server takes the connections for dead after so many seconds, as its
        keepalive probes would tell it; at our end nobody is told anything."""
        self._alive.clear()
        threading.Timer(noticed, self._break, args=self._far).start()

    def revive(self) -> None:
        """What was sent meanwhile arrives, if its connection still lives."""
        self._alive.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._to)
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [near, far]
            self._far += [far]
            for source, target, answers in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pump, args=(source, target, answers), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self._alive.wait()
                if answers and COMMITTED in data and self._loses():
                    break
                target.sendall(data)
        self._alive.wait()
        self._break(source, target)

    def _loses(self) -> bool:
        with self._lock:
            self.commits += 1
            lost = self.commits % self._every == 0 and self.lost < self._lose
            self.lost += lost
            return lost

    def _break(self, *ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
