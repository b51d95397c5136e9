"""Opening and closing runs: one transaction each, and the jobs of what is then owed come with it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from publisher.errors import Refused
from publisher.issues.approval import CLOCK
from publisher.issues.press import Press
from publisher.jobs.queue import defer, opened_batches
from publisher.runs import alerts, settling
from publisher.runs.closing import close_finished
from publisher.runs.letters import stopped
from publisher.runs.opening import BATCH, Opened, open_run
from publisher.runs.run import Run, read, step
from publisher.runs.telling import tell
from publisher.schedule import Publication


def open_one(
    engine: Engine,
    press: Press,
    publication: Publication,
    run: Run,
    *,
    now: datetime,
    due_at: datetime | None = None,
) -> Opened | None:
    """Open a run in one transaction: due, composed, rendered, frozen, addressed. None: not ours to open.

    When it cannot be rendered nothing of it stays; the run is held for repair and the office told.
    """
    try:
        with engine.begin() as conn:
            opened = open_run(conn, press, publication, run, now=now, due_at=due_at)
            if opened is not None and opened.sends:
                defer(conn, opened_batches(opened.run, BATCH, now=now), now=now)
            return opened
    except IntegrityError:
        # Somebody else took the same entries at the same moment; they have the run, or the next look decides.
        return None
    except Refused as refused:
        with engine.begin() as conn:
            _hold_for_repair(conn, press, publication, run, refused, now)
        return None


def fire(engine: Engine, press: Press, publications: Iterable[Publication], *, now: datetime) -> list[Opened]:
    """Open every run of these publications whose moment has come, each in its own transaction."""
    opened = []
    for publication in publications:
        with engine.begin() as conn:
            if publication.form == "alert":
                ready = alerts.to_open(conn, press, publication, now=now)
            else:
                found = settling.to_open(conn, press, publication, now=now)
                ready = [found] if found is not None else []
        for run in ready:
            done = open_one(engine, press, publication, run, now=now)
            opened += [done] if done is not None else []
    return opened


def close(engine: Engine, press: Press, *, now: datetime) -> list[Run]:
    """Close the runs whose books balance, and tell the office."""
    with engine.begin() as conn:
        return close_finished(conn, press, now=now)


def _hold_for_repair(
    conn: Connection, press: Press, publication: Publication, run: Run, refused: Refused, now: datetime
) -> None:
    present = read(conn, run.id) or run
    reason = str(refused)
    if (present.state, present.reason) == ("held", reason):
        return
    held = step(
        conn, run, "held", of=("planned", "held"), by=CLOCK, reason=reason, waits_for="repair", now=now
    )
    if held:
        tell(conn, press, stopped(publication, read(conn, run.id) or run), now=now)
