"""SQL: the next moment at which a look of the clock would do something, for playing the schedule ahead."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from publisher.issues.press import Press
from publisher.runs.planning import coming
from publisher.runs.run import all_runs
from publisher.store.tables import entry

INSTANT = timedelta(seconds=1)


def next_moment(conn: Connection, press: Press, *, now: datetime) -> datetime | None:
    """The earliest of: an embargo's end, a slot, a planned run, a waiting run becoming late; or None."""
    moments = [
        conn.execute(select(func.min(entry.c.release_at)).where(entry.c.released_at.is_(None))).scalar()
    ]
    for publication in press.schedule.publications.values():
        moments += [slot.fires_at for slot in coming(publication, press.schedule.organisation, now=now)[:1]]
        for run in all_runs(conn, publication=publication.key, states=("planned", "held")):
            moments += [run.fires_at, run.fires_at + publication.late_after + INSTANT]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)
