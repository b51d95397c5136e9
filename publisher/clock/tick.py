"""One look of the clock: release what is due, keep issues true, plan and fire slots, close runs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from publisher.entries.stamps import release_due
from publisher.issues.press import Press
from publisher.jobs import close, fire
from publisher.runs.alerts import prepare
from publisher.runs.keeping import keep_issues
from publisher.runs.opening import Opened
from publisher.runs.planning import plan
from publisher.runs.run import Run


@dataclass(frozen=True)
class Ticked:
    """What one look did: slugs released, runs opened (or ended as nothing was due), runs closed."""

    released: tuple[str, ...]
    opened: tuple[Opened, ...]
    closed: tuple[Run, ...]


def tick(engine: Engine, press: Press, *, now: datetime) -> Ticked:
    """Do whatever has become due by `now` (aware).

    Any number of clocks may look at once; each thing happens once.
    """
    publications = press.schedule.publications.values()
    with engine.begin() as conn:
        released = release_due(conn, now)
        keep_issues(conn, press, now=now)
        for publication in publications:
            plan(conn, publication, press.schedule.organisation, now=now)
            if publication.form == "alert":
                prepare(conn, press, publication, now=now)
    opened = fire(engine, press, publications, now=now)
    closed = close(engine, press, now=now)
    return Ticked(tuple(released), tuple(opened), tuple(closed))
