"""Reports of what came back: a mailbox looked into each minute, or a door that listens."""

import hashlib
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Engine

from publisher.clock.alarm import start
from publisher.delivery.feedback.doors import Hear
from publisher.delivery.feedback.doors.lmtp import LmtpDoor
from publisher.delivery.feedback.doors.polling import POLLED, poll
from publisher.delivery.feedback.hearing import hear
from publisher.delivery.feedback.reading import read_report
from publisher.delivery.feedback.report import Finding, Kind, Report
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
    listen = ear(engine, press, now)
    scheme = urlsplit(url).scheme
    if url and scheme not in (*POLLED, "lmtp"):
        raise refuse(
            f"{scheme or 'nothing'}:// is no place that reports come from",
            where="PUBLISHER_BOUNCE_URL",
            mend="use maildir:///FOLDER, imaps://USER:PASSWORD@HOST/FOLDER, or lmtp://HOST:PORT to listen",
        )
    door = _open_door(url, listen) if scheme == "lmtp" else None
    scheduler = start(Mailbox(engine, press, "" if door else url, listen).look, every=every)
    try:
        yield
    finally:
        if door is not None:
            door.stop()
        scheduler.shutdown(wait=True)


def ear(engine: Engine, press: Press, now: Callable[[], datetime]) -> Hear:
    """What every door hands its reports to: each is heard in a transaction of its own."""
    domain = press.schedule.organisation.list_domain

    def listen(raw: bytes, came_to: str) -> None:
        report = _read(raw, came_to, domain)
        with engine.begin() as conn:
            for heard in hear(conn, press.links, report, now=now()):
                log.info("a report (%s): %s", heard.kind, heard.effect)

    return listen


class Mailbox:
    """Knows how often in a row its mailbox could not be read, so that a moment's outage troubles nobody."""

    def __init__(self, engine: Engine, press: Press, url: str, listen: Hear) -> None:
        self._engine, self._press, self._url, self._listen = engine, press, url, listen
        self._failed = 0

    def look(self, now: datetime) -> None:
        """Fetch what is new, let everything heard take effect, tell the office what is its own to mend."""
        if self._url:
            self._fetch(now)
        hear_back(self._engine, self._press, now=now)

    def _fetch(self, now: datetime) -> None:
        try:
            poll(self._url, self._listen, tls=ssl.create_default_context())
            self._failed = 0
        except Refused as refused:
            self._failed += 1
            log.warning("the mailbox of reports was not read: %s", refused)
            if self._failed >= LOOKS_BEFORE_TELLING:
                tell_unread(self._engine, self._press, refused.faults[0].what, now=now)


def _read(raw: bytes, came_to: str, list_domain: str) -> Report:
    try:
        return read_report(raw, came_to=came_to, list_domain=list_domain)
    except Exception:  # one report that no parser expected must not keep all later ones waiting
        log.exception("a report could not be read; it is kept as a riddle")
        unread = Finding(Kind.UNKNOWN, diagnostic="could not be read")
        return Report("mail", hashlib.sha256(raw).hexdigest(), (unread,), raw=raw)


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
