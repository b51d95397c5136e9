"""The one writer of a process: commits page after page, so that many messages share one flush to disk."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from publisher.delivery.ledger.page import Clerk, Page, Written, write

PAUSES = (0.05, 0.2, 0.5, 1.0)
FAREWELL = 25.0  # a connection that was cut off is noticed before; see the engine's patience
LOST_FOR_GOOD = (
    *("disk i/o error", "malformed", "not a database", "readonly database"),
    *("no such table", "no such column"),
)
NEVER_MENDED = {"DataError", "IntegrityError", "ProgrammingError"}  # by their names in PEP 249


class Scribe(Protocol):
    """What a worker asks of whoever writes its pages."""

    idle: bool

    def submit(self, page: Page) -> None: ...
    def collect(self) -> Written | None: ...
    def close(self) -> None: ...


class Writer:
    """A thread with a connection of its own. It holds at most one page; while it writes, the next fills.

    done: called from its thread when an answer can be collected.
    """

    def __init__(self, engine: Engine, clerk: Clerk, done: Callable[[], None]) -> None:
        self._engine, self._clerk, self._done = engine, clerk, done
        self._condition = threading.Condition()
        self._page: Page | None = None
        self._answer: Written | Exception | None = None
        self._closing = False
        self._conn: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()
        self.idle = True

    def submit(self, page: Page) -> None:
        """Hand over a page; only while `idle`."""
        with self._condition:
            self.idle, self._page = False, page
            self._condition.notify()

    def collect(self) -> Written | None:
        """The answer, once it is durable; None while there is none. Raises what stopped the writer."""
        answer = self._answer
        if answer is None:
            return None
        self._answer, self.idle = None, True
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the thread. A page that could not be written by now is given up."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        self._thread.join(FAREWELL)

    def _run(self) -> None:
        while True:
            with self._condition:
                while self._page is None and not self._closing:
                    self._condition.wait()
                page, self._page = self._page, None
            if page is None:
                self._let_go_of_connection()
                return
            self._answer = self._write(page)
            self._done()

    def _write(self, page: Page) -> Written | Exception:
        """Write until it holds: what the world did is in memory only until then (full disk, lost server).

        An error of the disk itself is final: after a failed flush nobody knows what was kept.
        """
        tries = 0
        while True:
            try:
                # Kept from page to page: fetching one from the pool costs a question to the server.
                self._conn = conn = self._conn or self._engine.connect()
                with conn.begin():
                    written = write(conn, self._clerk, page, again=tries > 0)
            except DBAPIError as error:
                self._let_go_of_connection()
                if self._closing or _is_lost(error):
                    return error
                time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1
            except Exception as error:
                self._let_go_of_connection()
                return error
            else:
                return written

    def _let_go_of_connection(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            # What is wrong with it is known already, or no longer matters.
            with contextlib.suppress(DBAPIError):
                conn.close()


def _is_lost(error: DBAPIError) -> bool:
    kinds = {kind.__name__ for kind in type(error.orig).__mro__}
    return bool(kinds & NEVER_MENDED) or any(word in str(error.orig).lower() for word in LOST_FOR_GOOD)
