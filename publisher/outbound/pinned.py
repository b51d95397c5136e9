"""A connection to one address only, and a watch that ends it in time."""

import socket
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import connection


class Watch:
    """Ends every socket of one fetch when its time is over, wherever it hangs."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.over = False
        self.sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Watch":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.over = True
        for one in self.sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class Pinned(HTTPAdapter):
    """Connects to one address only, whatever the name would resolve to by then."""

    def __init__(self, address: str, watch: Watch) -> None:
        self._address, self._watch = address, watch
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        address, watch = self._address, self._watch

        def connect(owner: HTTPConnection) -> socket.socket:
            made = connection.create_connection(
                (address, owner.port or 80), owner.timeout, socket_options=owner.socket_options
            )
            watch.sockets.append(made)
            return made

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
