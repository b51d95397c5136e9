"""The alarm: APScheduler wakes us, from memory only; what is due is decided from the database each time."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from publisher.store.damage import damage_in
from publisher.store.outage import away

EVERY = timedelta(seconds=20)
JUMP = timedelta(minutes=5)

log = logging.getLogger(__name__)


def start(look: Callable[[datetime], object], *, every: timedelta = EVERY) -> BackgroundScheduler:
    """Call `look(now)` every so often from one thread, the first time at once; the caller shuts it down.

    A look that fails is logged and the next one tries again. A jump of the wall clock is logged.
    """
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    scheduler.add_job(
        Look(look, every),
        "interval",
        seconds=every.total_seconds(),
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler


class Look:
    """One thing done again and again: it knows when it last was, so that a clock that jumps is noticed."""

    def __init__(self, look: Callable[[datetime], object], every: timedelta) -> None:
        self._look = look
        self._every = every
        self._last: datetime | None = None

    def __call__(self, now: datetime | None = None) -> None:
        moment = datetime.now(UTC) if now is None else now
        last, self._last = self._last, moment
        if last is not None and abs(moment - last - self._every) > JUMP:
            log.warning(
                "the clock went from %s to %s since the last look", last.isoformat(), moment.isoformat()
            )
        try:
            self._look(moment)
        except Exception as error:
            if damage := damage_in(error):
                log.error("%s", damage)
            elif reason := away(error):
                log.warning("the database does not answer; the next look tries again (%s)", reason)
            else:
                log.exception("this look at the clock failed; the next one tries again")
