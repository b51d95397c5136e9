"""Services that start while the database server is away wait for it, and say so."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from publisher import bootstrap
from publisher.cli.site import Site, open_site
from publisher.store.outage import away

PAUSE = 1.0
SAY_EVERY = 60.0

Opened = TypeVar("Opened")

log = logging.getLogger("publisher.database")


def open_when_there(ended: threading.Event) -> Site | None:
    """The site, as soon as its database answers, and may send; None if `ended` is set before."""
    return when_there(_open, ended)


def when_there(opening: Callable[[], Opened], ended: threading.Event) -> Opened | None:
    """What `opening` gives, as soon as the database answers; None if `ended` is set before.

    Raises what `opening` raises for any other reason than a server that is away.
    """
    said_at = float("-inf")
    while not ended.is_set():
        try:
            opened = opening()
        except Exception as error:
            reason = away(error)
            if not reason:
                raise
            if time.monotonic() - said_at >= SAY_EVERY:
                log.warning("the database does not answer; waiting for it (%s)", reason)
                said_at = time.monotonic()
            ended.wait(PAUSE)
        else:
            if said_at > 0:
                log.warning("the database answers")
            return opened
    return None


def _open() -> Site:
    site = open_site()
    bootstrap.must_be_ours(site.settings, site.schedule, site.engine)
    return site
