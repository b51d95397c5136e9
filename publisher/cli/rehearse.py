"""publisher rehearse: play the schedule ahead on a pretend clock, on a copy, into an outbox of its own."""

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from publisher.cli.options import command
from publisher.cli.saying import say
from publisher.cli.site import Site, open_site
from publisher.clock.tick import Ticked, tick
from publisher.delivery.message.letterhead import letterhead
from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from publisher.entries.stamps import release_due
from publisher.entries.words import counted
from publisher.errors import refuse
from publisher.issues.approval import approve as approve_as
from publisher.issues.approval import submit
from publisher.issues.drafts import draft
from publisher.issues.issue import by_number, open_issues, read
from publisher.runs.ahead import next_moment
from publisher.runs.keeping import keep_issues
from publisher.runs.run import Run, all_runs
from publisher.schedule import Publication
from publisher.store.copying import copy_rows
from publisher.store.engine import open_engine, reading
from publisher.store.migrate import migrate

app = command()
FARTHEST = timedelta(days=3660)


@app.command()
def rehearse(
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="The last day to play, as 2027-03-31.")
    ],
    approve: Annotated[
        bool, typer.Option("--approve", help="Play as though editors drafted and approved in time.")
    ] = False,
) -> None:
    """Print slot by slot what would happen until a date. The real database is only read; nothing is sent."""
    site = open_site()
    end = site.moment(until, "--until") + timedelta(days=1 if len(until) == len("2027-03-31") else 0)
    if not site.now < end <= site.now + FARTHEST:
        raise refuse("that is not a day in the ten years to come", where="--until", code="bad_moment")
    with tempfile.TemporaryDirectory(prefix="publisher-rehearsal-") as folder:
        stage = _copied(site, Path(folder))
        try:
            mails = _play(stage, end, Path(folder) / "outbox", approve)
        finally:
            stage.engine.dispose()
    say(
        f"{counted(mails, 'mail')} would go out by {until}, letters to the office included. Nothing was sent."
    )


def _copied(site: Site, folder: Path) -> Site:
    engine = open_engine(f"sqlite:///{folder / 'copy.db'}")
    migrate(engine)
    with reading(site.engine).connect() as source, engine.begin() as target:
        copy_rows(source, target)
    return replace(site, engine=engine)


def _play(stage: Site, end: datetime, outbox: Path, approve: bool) -> int:
    transport, head = Outbox(outbox), letterhead(stage.schedule, stage.press.links)
    seen, mails = _states(stage), 0
    moment: datetime | None = stage.now
    while moment is not None and moment <= end:
        if approve:
            _act_as_editors(stage, moment)
        ticked = tick(stage.engine, stage.press, now=moment)
        mails += post(stage.engine, transport, head, now=partial(_same, moment)).accepted
        tick(stage.engine, stage.press, now=moment)
        _say_what_happened(stage, moment, ticked, seen)
        with stage.engine.begin() as conn:
            moment = next_moment(conn, stage.press, now=moment)
    transport.close()
    return mails


def _same(moment: datetime) -> datetime:
    return moment


def _act_as_editors(stage: Site, now: datetime) -> None:
    with stage.engine.begin() as conn:
        release_due(conn, now)
        keep_issues(conn, stage.press, now=now)
        for publication in stage.schedule.publications.values():
            if publication.form == "edited" and _slot_has_come(conn, publication, now):
                draft(conn, publication, now=now)
            for issue in open_issues(conn, publication.key):
                if issue.state == "draft" and issue.entries and publication.form == "edited":
                    submit(conn, issue, [], publication, by="the rehearsal", now=now)
                if (again := by_number(conn, publication.key, issue.number)) and again.state == "submitted":
                    for place in range(publication.approvals):
                        approve_as(conn, again, publication, by=f"pretended editor {place + 1}", now=now)
                        again = by_number(conn, publication.key, issue.number) or again


def _slot_has_come(conn: Connection, publication: Publication, now: datetime) -> bool:
    return any(
        run.fires_at <= now for run in all_runs(conn, publication=publication.key, states=("planned", "held"))
    )


def _states(stage: Site) -> dict[int, str]:
    with stage.engine.begin() as conn:
        return {run.id: run.state for run in all_runs(conn)}


def _say_what_happened(stage: Site, moment: datetime, ticked: Ticked, seen: dict[int, str]) -> None:
    for slug in ticked.released:
        say(f"{stage.words(moment)}  {slug} is released")
    with stage.engine.begin() as conn:
        for run in all_runs(conn):
            if run.state not in (seen.get(run.id), "planned"):
                say(f"{stage.words(moment)}  {run.publication} {run.slot}: {_said(conn, run)}")
            seen[run.id] = run.state


def _said(conn: Connection, run: Run) -> str:
    if run.issue_id is None:
        return f"{run.state}: {run.reason}{f'; {run.moved_why}' if run.moved_why else ''}"
    issue = read(conn, run.issue_id)
    number = f"no. {issue.number}, {counted(len(issue.entries), 'entry')}, " if issue is not None else ""
    moved = f"; {run.moved_why}" if run.moved_why else ""
    return f"{run.state}: {number}{counted(run.head_count, 'reader')}{moved}"
