"""publisher publish: publish one publication now, or by hand at a moment to come."""

from datetime import datetime
from typing import Annotated

import typer

from publisher import bootstrap, jobs
from publisher.cli.asking import must_agree
from publisher.cli.options import As, Key, Yes, command
from publisher.cli.posting import post_and_close
from publisher.cli.saying import say
from publisher.cli.site import Site, open_site
from publisher.entries.stamps import release_due
from publisher.entries.words import counted
from publisher.errors import refuse
from publisher.issues.issue import Issue
from publisher.runs import alerts, by_hand
from publisher.runs.keeping import keep_issues
from publisher.runs.run import Run, read
from publisher.schedule import Publication

app = command()


@app.command()
def publish(
    publication: Key,
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="TIME",
            help="Of the past: what was released by then. To come: the clock sends it then.",
        ),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go, and stop.")] = False,
    yes: Yes = False,
    name: As = "an editor",
) -> None:
    """Publish what is due in a publication: shows the number of readers, asks, opens the run, posts.

    A second time nothing is due, so nothing is sent twice.
    """
    site = open_site()
    wanted = site.publication(publication)
    moment = site.moment(at, "--at") if at else site.now
    if dry_run:
        _show(site, wanted, moment, name)
        return
    if wanted.form == "alert" and moment > site.now:
        raise refuse(
            "an alert goes at once",
            where="--at",
            mend="leave --at out, or give the entry a release time",
            code="at_once",
        )
    bootstrap.must_be_ours(site.settings, site.schedule, site.engine)
    with site.engine.begin() as conn:
        release_due(conn, site.now)
        keep_issues(conn, site.press, now=site.now)
    runs = (
        _alerts(site, wanted, yes, name) if wanted.form == "alert" else _run(site, wanted, moment, yes, name)
    )
    if moment > site.now and runs:
        say(f"It goes on {site.words(moment)}, by the clock.")
        return
    for run in runs:
        _open(site, wanted, run, moment)
    post_and_close(site)


def _run(site: Site, publication: Publication, moment: datetime, yes: bool, name: str) -> list[Run]:
    with site.engine.begin() as conn:
        issue = None
        if publication.form == "edited":
            issue = by_hand.issue_to_send(conn, site.press, publication, by=name, now=site.now)
        foreseen = by_hand.foresee(conn, publication, due_at=min(moment, site.now), issue=issue)
    if not foreseen.versions and moment <= site.now:
        say(f"Nothing is due in {publication.key}: nothing new to send.")
        return []
    _say_foreseen(publication, foreseen)
    must_agree(
        f"Send no. {foreseen.number} of {publication.title} to {counted(foreseen.readers, 'reader')}?",
        yes=yes,
        undone="nothing was sent",
    )
    with site.engine.begin() as conn:
        fires_at = max(moment, site.now)
        run = by_hand.make_run(conn, publication, fires_at=fires_at, by=name, now=site.now)
        if fires_at <= site.now:
            by_hand.fold_waiting(conn, publication, run, now=site.now)
    return [run]


def _alerts(site: Site, publication: Publication, yes: bool, name: str) -> list[Run]:
    with site.engine.begin() as conn:
        alerts.prepare(conn, site.press, publication, now=site.now)
        ready = by_hand.alerts_ready(conn, publication, now=site.now)
        waiting = by_hand.unapproved(conn, publication)
        reached = [by_hand.foresee(conn, publication, due_at=site.now, issue=issue) for _, issue in ready]
    for issue in waiting:
        say(f"No. {issue.number} of {publication.title} is not approved, so it stays.")
    if not ready:
        say(f"No approved alert waits in {publication.key}: nothing new to send.")
        return []
    for foreseen in reached:
        _say_foreseen(publication, foreseen)
    total = sum(foreseen.readers for foreseen in reached)
    must_agree(
        f"Send {len(ready)} of {publication.title} now, {total:,} mails in all?",
        yes=yes,
        undone="nothing was sent",
    )
    with site.engine.begin() as conn:
        by_hand.hurry(conn, [run for run, _ in ready], by=name, now=site.now)
    return [run for run, _ in ready]


def _open(site: Site, publication: Publication, run: Run, moment: datetime) -> None:
    opened = jobs.open_one(
        site.engine, site.press, publication, run, now=site.now, due_at=min(moment, site.now)
    )
    if opened is not None:
        say(f"Run {run.id}: {opened.run.reason}.")
        return
    with site.engine.begin() as conn:
        present = read(conn, run.id) or run
    if present.waits_for == "repair":
        raise refuse(
            f"run {run.id} could not be made: {present.reason.rstrip('.')}",
            mend="mend it and publish again; the run is held until then",
            code="not_rendered",
        )
    say(f"Run {run.id} is {present.state}: somebody else was quicker.")


def _show(site: Site, publication: Publication, moment: datetime, name: str) -> None:
    with site.engine.connect() as conn, conn.begin() as undone:
        release_due(conn, moment)
        issue: Issue | None = None
        if publication.form == "edited":
            issue = by_hand.issue_to_send(conn, site.press, publication, by=name, now=site.now)
        foreseen = by_hand.foresee(conn, publication, due_at=moment, issue=issue)
        undone.rollback()
    if foreseen.versions:
        _say_foreseen(publication, foreseen)
    else:
        say(f"Nothing is due in {publication.key}.")
    say("Nothing was sent: this was --dry-run.")


def _say_foreseen(publication: Publication, foreseen: by_hand.Foreseen) -> None:
    mails = counted(foreseen.editions, "mail", "different mails")
    say(
        f"{publication.title}, no. {foreseen.number}: {counted(len(foreseen.versions), 'entry')}, "
        f"{counted(foreseen.readers, 'reader')}, {mails}."
    )
    for version in foreseen.versions:
        say(f"  - {version.content.title}")
