"""The sweep: every batch that owes something has a job in time; what got lost is made again."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from publisher.delivery.batches import Batch, owing
from publisher.delivery.ledger.reap import reap
from publisher.delivery.ledger.timing import Timing
from publisher.jobs.queue import defer, drop, lock_of, under_way, waiting

SOONER = timedelta(seconds=2)
# A job whose end could not be written stays in the hand of a worker that lives. It must not hide its batch.
LONGEST_IN_HAND = timedelta(minutes=5)


def sweep(conn: Connection, *, timing: Timing, now: datetime, parking: Collection[str] = ()) -> int:
    """Make jobs for batches that owe something and have none, or only a later one; how many.

    What silent workers left of runs that were stopped meanwhile has no job, so it is looked after here.

    Lost jobs, runs that were resumed, failed deliveries that a person sends again, service mails: all are
    found by what the ledger says. Doing it twice, or in two places at once, is doing it once.
    """
    if conn.dialect.name != "postgresql":
        return 0
    reap(conn, timing=timing, parking=parking, now=now, stopped=True)
    batches, in_hand, queued = owing(conn, timing=timing), under_way(conn), waiting(conn)
    held = {lock_of(one) for one in batches if one.look_at > now - LONGEST_IN_HAND} & in_hand
    missing = [one for one in batches if lock_of(one) not in held | queued.keys()]
    early = [one for one in batches if lock_of(one) in queued and _too_late(queued[lock_of(one)], one, now)]
    drop(conn, [queued[lock_of(one)]["id"] for one in early])
    return defer(conn, [*missing, *early], now=now)


def _too_late(job: dict[str, object], batch: Batch, now: datetime) -> bool:
    at = job["scheduled_at"]
    return isinstance(at, datetime) and at > max(batch.look_at, now) + SOONER
