"""Of a publication's unfired runs: the one that may open now, and those that it stands for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from publisher.runs.run import WAITING, Run, all_runs
from publisher.schedule import Publication


@dataclass(frozen=True)
class Candidates:
    """The newest unfired run whose moment has come, and the older ones that it stands for."""

    newest: Run
    older: tuple[Run, ...]

    @property
    def oldest_unasked(self) -> datetime:
        """The earliest moment among them that no person was asked about or held."""
        unasked = [run for run in self.older if run.state != "asking" and run.waits_for != "person"]
        return min(run.fires_at for run in (*unasked, self.newest))


def candidates(conn: Connection, publication: Publication, *, now: datetime) -> Candidates | None:
    """The unfired runs whose moment has come; a run that a person holds is passed by."""
    come = [
        run
        for run in all_runs(conn, publication=publication.key, states=WAITING)
        if run.fires_at <= now and not run.is_alert
    ]
    live = [run for run in come if run.waits_for != "person"]
    if not live:
        return None
    newest = live[-1]
    older = tuple(run for run in come if run is not newest and run.fires_at <= newest.fires_at)
    return Candidates(newest, older)
