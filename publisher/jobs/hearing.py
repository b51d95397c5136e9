"""What came back takes effect, and the office is told: each in a transaction of its own."""

from datetime import datetime

from sqlalchemy import Engine

from publisher.delivery.feedback.hearing import apply_waiting
from publisher.delivery.feedback.refusals import MOST_AT_ONCE, hear_refusals
from publisher.delivery.feedback.untold import untold
from publisher.issues.press import Press
from publisher.runs.report_letters import CAME_BACK, came_back, mailbox_unread
from publisher.runs.telling import tell


def hear_back(engine: Engine, press: Press, *, now: datetime) -> int:
    """Let refusals heard while posting, and reports that waited for a delivery, take effect; how many did.

    The office is told, once a day at most, of what came back and is its own to mend.
    """
    heard = 0
    while True:
        with engine.begin() as conn:
            fresh = len(hear_refusals(conn, now=now))
        heard += fresh
        if fresh < MOST_AT_ONCE:
            break
    with engine.begin() as conn:
        heard += apply_waiting(conn, now=now)
        found = untold(conn, CAME_BACK, now=now)
        if found is not None:
            tell(conn, press, came_back(found, press.schedule.organisation.zone, now=now), now=now)
    return heard


def tell_unread(engine: Engine, press: Press, reason: str, *, now: datetime) -> None:
    """Tell the office, once a day, that the mailbox of reports cannot be read."""
    day = now.astimezone(press.schedule.organisation.zone).date()
    with engine.begin() as conn:
        tell(conn, press, mailbox_unread(reason, day), now=now)
