"""The outbox: a folder where every message becomes an .eml file, whole or not at all."""

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from publisher.delivery.message.pattern import Letter
from publisher.delivery.transports.transport import Ask, Ended, Notice, Offered, Outcome

AT_ONCE = 200


class Outbox:
    """A transport that writes files under `folder`, named by delivery: a second copy replaces the first.

    A letter offered is a hidden file; letting it go renames it, and the folder is on disk before
    anybody is told.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._events: list[Offered | Ended] = []
        self._finished: list[Letter] = []
        self._awake = threading.Event()
        folder.mkdir(parents=True, exist_ok=True)

    def room(self) -> int:
        return AT_ONCE - len(self._events) - len(self._finished)

    def rest(self) -> float:
        return 0.0

    def offer(self, letter: Letter) -> None:
        try:
            with self._hidden(letter).open("wb") as file:
                file.write(_envelope(letter) + letter.data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            said = f"the outbox cannot be written ({error.strerror})"
            self._events.append(Ended(letter, Outcome("queued", "", said, counted=False, wait=60)))
        else:
            self._events.append(Offered(letter))

    def finish(self, letter: Letter) -> None:
        self._finished.append(letter)

    def withdraw(self, letter: Letter) -> None:
        self._hidden(letter).unlink(missing_ok=True)

    def wait(self, seconds: float) -> Sequence[Offered | Ended]:
        if self._finished:
            self._let_go()
        if not self._events:
            self._awake.wait(seconds)
        self._awake.clear()
        happened, self._events = self._events, []
        return happened

    def wake(self) -> None:
        self._awake.set()

    def asks(self) -> Sequence[Ask]:
        return ()

    def allow(self, granted: Mapping[str, int]) -> None: ...

    def notices(self) -> Sequence[Notice]:
        return ()

    def close(self) -> None:
        for letter in self._finished:
            self.withdraw(letter)

    def _let_go(self) -> None:
        letters, self._finished = self._finished, []
        for letter in letters:
            self._hidden(letter).replace(self.folder / f"{letter.delivery_id:08d}.eml")
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._events += [Ended(letter, Outcome("accepted", "250", "in the outbox")) for letter in letters]

    def _hidden(self, letter: Letter) -> Path:
        return self.folder / f".{letter.delivery_id:08d}.{letter.token}"


def _envelope(letter: Letter) -> bytes:
    """The envelope as a receiving server would write it above the message (RFC 5321 §4.4)."""
    return f"Return-Path: <{letter.return_path}>\r\n".encode()
