"""Frames on a pipe: a length, then so many bytes; whole within a time, or not at all."""

import os
import select
import struct
import time

HEAD = struct.Struct(">I")


class Cut(Exception):
    """The other end is gone."""


def framed(*parts: bytes) -> bytes:
    """Each part behind its length."""
    return b"".join(HEAD.pack(len(part)) + part for part in parts)


def send(pipe: int, data: bytes, until: float) -> None:
    """Write all of it to a pipe that does not block. Raises Cut, or TimeoutError at `until` (monotonic)."""
    left = memoryview(data)
    while left:
        _wait(pipe, select.POLLOUT, until)
        try:
            left = left[os.write(pipe, left) :]
        except BlockingIOError:
            continue
        except BrokenPipeError:
            raise Cut from None


def receive(pipe: int, most: int, until: float) -> bytes:
    """The next frame. Raises Cut when the pipe ends or the frame is longer than `most`, or TimeoutError."""
    (size,) = HEAD.unpack(_exactly(pipe, HEAD.size, until))
    if size > most:
        raise Cut
    return _exactly(pipe, size, until)


def _exactly(pipe: int, size: int, until: float) -> bytes:
    found = bytearray()
    while len(found) < size:
        _wait(pipe, select.POLLIN, until)
        some = os.read(pipe, min(size - len(found), 1 << 20))
        if not some:
            raise Cut
        found += some
    return bytes(found)


def _wait(pipe: int, what: int, until: float) -> None:
    waiting = select.poll()
    waiting.register(pipe, what)
    if not waiting.poll(max(0.0, until - time.monotonic()) * 1000):
        raise TimeoutError
