"""Bytes over a socket that never blocks, plain or TLS."""

import socket
import ssl

RECEIVE = 4096
WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Broken(Exception):
    """The connection is over; the message says how."""


class Wire:
    """Keeps what the socket would not take yet."""

    def __init__(self, opened: socket.socket) -> None:
        self.socket = opened
        self._send, self._receive = opened.send, opened.recv
        self._tls = opened if isinstance(opened, ssl.SSLSocket) else None
        self._unsent = b""

    def write(self, data: bytes) -> tuple[bool, bool]:
        """Send, after what is still unsent: (whether anything left, whether all did). Raises Broken."""
        data = self._unsent + data if self._unsent else data
        try:
            sent = self._send(data) if data else 0
        except WOULD_BLOCK:
            sent = 0
        except OSError as error:
            raise Broken(f"the connection broke ({error.strerror or error.__class__.__name__})") from error
        whole = sent == len(data)
        self._unsent = b"" if whole else data[sent:]
        return sent > 0, whole

    def read(self) -> bytes:
        """What has come; nothing if nothing has. Raises Broken, also when the other side has ended."""
        try:
            data: bytes = self._receive(RECEIVE)
        except WOULD_BLOCK:
            return b""
        except OSError as error:
            raise Broken(f"the connection broke ({error.strerror or error.__class__.__name__})") from error
        if not data:
            raise Broken("the relay closed the connection")
        return data

    @property
    def more(self) -> bool:
        """Whether TLS holds bytes that the socket will not announce any more."""
        return self._tls is not None and self._tls.pending() > 0
