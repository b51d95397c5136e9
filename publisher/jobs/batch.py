"""One job: post a batch for a turn, and leave a job for what of it is to be tried later."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from publisher.delivery.batches import owing
from publisher.delivery.post import post
from publisher.delivery.tally import Tally
from publisher.jobs.postroom import Postroom
from publisher.jobs.queue import defer

BREATH = timedelta(seconds=1)


class Turn(threading.Event):
    """A job's time with its worker: over when one of `endings` is set, or after `seconds`, so that an alert
    or a letter to one person never waits for the whole of a long run."""

    def __init__(self, seconds: float, *endings: threading.Event) -> None:
        super().__init__()
        self._endings, self._until = endings, time.monotonic() + seconds

    def is_set(self) -> bool:
        """Whether the turn is over."""
        over = super().is_set() or time.monotonic() >= self._until
        return over or any(ending.is_set() for ending in self._endings)


def post_batch(room: Postroom, run_id: int | None, number: int, *, turn: threading.Event) -> Tally:
    """Post what a batch of a run owes (no run: service mails) until nothing is due or the turn is over.

    What remains gets a job for the moment when it is next to be looked at, unless the database is away: then
    a sweep will find it.
    """
    tally = post(
        room.engine,
        room.transport,
        room.head,
        parking=room.parking,
        run_id=run_id,
        batch=number,
        service=run_id is None,
        timing=room.timing,
        stop=turn,
    )
    if tally.unrecorded:
        return tally
    now = datetime.now(UTC)
    rest = max(timedelta(seconds=room.transport.rest()), timedelta() if tally.moved else BREATH)
    with room.engine.begin() as conn:
        left = owing(conn, timing=room.timing, run_id=run_id, number=number)
        defer(conn, [replace(one, look_at=max(one.look_at, now + rest)) for one in left], now=now)
    return tally
