"""SQL: what must not wait for the end of a turn: alerts, and mails to one person nobody has tried yet."""

from datetime import datetime

from sqlalchemy import Connection, text

from publisher.delivery.batches import Batch
from publisher.jobs.queue import QUEUE, SERVICE, URGENT, WAITS, defer, drop, lock_of

SERVICE_MAILS = """
    SELECT EXISTS (SELECT 1 FROM delivery
        WHERE run_id IS NULL AND state = 'queued' AND token = 0 AND next_due <= :now)"""
PUT_OFF = """
    SELECT id FROM procrastinate_jobs
    WHERE queueing_lock = :lock AND status = :waiting AND scheduled_at > :now"""
WAITING = """
    SELECT EXISTS (SELECT 1 FROM procrastinate_jobs
        WHERE queue_name = :queue AND status = :waiting AND priority BETWEEN :urgent AND :service
        AND (scheduled_at IS NULL OR scheduled_at <= :now))"""


def defer_new_mails(conn: Connection, *, now: datetime) -> bool:
    """See that service mails nobody has tried yet have a job at once; whether there are any.

    They are owed where no job can be made, in transactions of rooms that know nothing of jobs.
    """
    if not conn.scalar(text(SERVICE_MAILS), {"now": now}):
        return False
    mails = Batch(None, 0, now)
    drop(conn, conn.scalars(text(PUT_OFF), {"now": now, "lock": lock_of(mails), "waiting": WAITS}).all())
    defer(conn, [mails], now=now)
    return True


def is_waiting(conn: Connection, *, now: datetime) -> bool:
    """Whether a job that goes before an issue's batches waits for a worker."""
    asked = {"queue": QUEUE, "waiting": WAITS, "urgent": URGENT, "service": SERVICE, "now": now}
    return bool(conn.scalar(text(WAITING), asked))
