"""Reports of what came back: a mailbox looked into each minute, or a door that listens."""

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Engine

from publisher.clock.alarm import start
from publisher.delivery.feedback.apart import Reader
from publisher.delivery.feedback.doors import Hear
from publisher.delivery.feedback.doors.lmtp import LmtpDoor
from publisher.delivery.feedback.doors.polling import POLLED, poll
from publisher.delivery.feedback.hearing import hear
from publisher.errors import Refused, refuse
from publisher.issues.press import Press
from publisher.jobs import hear_back, tell_unread

EVERY = timedelta(minutes=1)
LOOKS_BEFORE_TELLING = 3
LMTP_PORT = 24

log = logging.getLogger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def reports(
    engine: Engine,
    press: Press,
    url: str,
    *,
    every: timedelta = EVERY,
    now: Callable[[], datetime] = _utc_now,
) -> Iterator[None]:
    """Take in what comes back, until the block ends; url: PUBLISHER_BOUNCE_URL, may be empty.

    Raises Refused for an address of a kind we do not know, and when a door cannot be opened.
    """
    ear = Ear(engine, press, now)
    scheme = urlsplit(url).scheme
    if url and scheme not in (*POLLED, "lmtp"):
        raise refuse(
            f"{scheme or 'nothing'}:// is no place that reports come from",
            where="PUBLISHER_BOUNCE_URL",
            mend="use maildir:///FOLDER, imaps://USER:PASSWORD@HOST/FOLDER, or lmtp://HOST:PORT to listen",
        )
    door = _open_door(url, ear) if scheme == "lmtp" else None
    scheduler = start(Mailbox(engine, press, "" if door else url, ear).look, every=every)
    try:
        yield
    finally:
        if door is not None:
            door.stop()
        scheduler.shutdown(wait=True)
        ear.rest()


class Ear:
    """What every door hands its reports to: each is read apart, and heard in a transaction of its own."""

    def __init__(
        self, engine: Engine, press: Press, now: Callable[[], datetime], *, reader: Reader | None = None
    ) -> None:
        self._engine, self._press, self._now = engine, press, now
        self._reader = reader or Reader(press.schedule.organisation.list_domain)

    def __call__(self, raw: bytes, came_to: str) -> None:
        report = self._reader.read(raw, came_to)
        with self._engine.begin() as conn:
            for heard in hear(conn, self._press.links, report, now=self._now()):
                log.info("a report (%s): %s", heard.kind, heard.effect)

    def rest(self) -> None:
        """Nothing comes for a while: the process that reads is ended."""
        self._reader.rest()


class Mailbox:
    """Knows how often in a row its mailbox could not be read, so that a moment's outage troubles nobody."""

    def __init__(self, engine: Engine, press: Press, url: str, ear: Ear) -> None:
        self._engine, self._press, self._url, self._ear = engine, press, url, ear
        self._failed = 0

    def look(self, now: datetime) -> None:
        """Fetch what is new, let everything heard take effect, tell the office what is its own to mend."""
        try:
            if self._url:
                self._fetch(now)
        finally:
            self._ear.rest()
        hear_back(self._engine, self._press, now=now)

    def _fetch(self, now: datetime) -> None:
        try:
            poll(self._url, self._ear, tls=ssl.create_default_context())
            self._failed = 0
        except Refused as refused:
            self._failed += 1
            log.warning("the mailbox of reports was not read: %s", refused)
            if self._failed >= LOOKS_BEFORE_TELLING:
                tell_unread(self._engine, self._press, refused.faults[0].what, now=now)


def _open_door(url: str, listen: Hear) -> LmtpDoor:
    parts = urlsplit(url)
    try:
        door = LmtpDoor(listen, host=parts.hostname or "127.0.0.1", port=parts.port or LMTP_PORT)
        door.start()
    except (OSError, ValueError, RuntimeError) as error:
        raise refuse(
            f"the door for reports cannot be opened at {parts.netloc} ({error})",
            where="PUBLISHER_BOUNCE_URL",
            mend="end what uses the port, or give another: lmtp://127.0.0.1:2424",
            code="port_taken",
        ) from error
    return door
