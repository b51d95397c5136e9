"""Being told to end: by SIGTERM or Ctrl-C, and what is said when the end could not be a clean one."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from publisher.entries.words import counted
from publisher.errors import refuse


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set, until the block ends."""
    ended = threading.Event()
    before = {sign: signal.signal(sign, lambda *_: ended.set()) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ended
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def must_be_recorded(unrecorded: int) -> None:
    """Raises Refused when the database stayed away and outcomes could not be recorded before the end."""
    if unrecorded:
        raise refuse(
            "the database did not answer, and what became of "
            f"{counted(unrecorded, 'message', 'messages')} could not be written down",
            where="PUBLISHER_DATABASE_URL",
            mend="nothing need be done: they count as uncertain, and are sent once more as the same message",
            code="unrecorded",
        )
