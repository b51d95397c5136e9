"""Playing the sample's year: each act by the ordinary path, then a look of the clock and the post."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from publisher.cli.year import Act, Introduction, Year
from publisher.clock.tick import tick
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.post import post
from publisher.delivery.transports.transport import Transport
from publisher.entries.stamps import release
from publisher.entries.versions import save
from publisher.issues import approval, drafts
from publisher.issues.issue import Issue, open_issues
from publisher.issues.press import Press
from publisher.preflight import check
from publisher.schedule import Publication
from subscribers.importing import import_csv
from subscribers.rows import Known

OFFICE = "Business office"


def play(
    engine: Engine,
    press: Press,
    transport: Transport,
    head: Letterhead,
    year: Year,
    people: Path,
    *,
    progress: Callable[[datetime], None],
) -> None:
    """Play the year on a pretend clock that stands at each act's moment in turn.

    people: the CSV of subscribers. progress: called with every moment.
    """
    for moment, act in year.acts:
        with engine.begin() as conn:
            _do(conn, press, act, people, moment)
        _look(engine, press, transport, head, moment)
        progress(moment)
    # What the last look closed is told to the office, and that is posted too.
    _look(engine, press, transport, head, year.ends)


def _look(engine: Engine, press: Press, transport: Transport, head: Letterhead, now: datetime) -> None:
    tick(engine, press, now=now)
    post(engine, transport, head, now=lambda: now)


def _do(conn: Connection, press: Press, act: Act, people: Path, now: datetime) -> None:
    if act.verb == "join":
        _join(conn, press, people, now)
    elif act.verb == "write" and act.entry:
        save(conn, act.entry, act.source, now=now, by=OFFICE)
    elif act.verb == "release" and act.entry:
        release(conn, act.entry.slug, now, zone=press.schedule.organisation.zone)
    elif act.verb == "approve-alert" and act.entry:
        _approve_alerts(conn, press, act.entry.slug, act.by, now)
    elif act.issue:
        _edit(conn, press, act, act.issue, now)


def _join(conn: Connection, press: Press, people: Path, now: datetime) -> None:
    schedule = press.schedule
    known = Known(
        frozenset(schedule.publications),
        frozenset(schedule.audiences),
        frozenset(schedule.topics),
        schedule.organisation.language,
        schedule.organisation.zone,
    )
    with people.open("rb") as file:
        import_csv(conn, file, known, now=now, name=people.name)


def _edit(conn: Connection, press: Press, act: Act, given: Introduction, now: datetime) -> None:
    publication = press.schedule.publications[given.publication]
    if act.verb == "draft":
        drafts.draft(conn, publication, now=now)
        return
    issue = _open(conn, publication)
    if act.verb == "submit":
        order = [version.content.slug for version in issue.entries]
        edited = drafts.edit(
            conn, issue, subject=given.subject, introduction=given.text, order=order, by=act.by, now=now
        )
        findings = check(conn, press, publication, edited, now=now)
        approval.submit(conn, edited, findings, publication, by=act.by, now=now)
    else:
        approval.approve(conn, issue, publication, by=act.by, now=now)


def _open(conn: Connection, publication: Publication) -> Issue:
    return open_issues(conn, publication.key)[0]


def _approve_alerts(conn: Connection, press: Press, slug: str, by: str, now: datetime) -> None:
    for issue in open_issues(conn):
        publication = press.schedule.publications[issue.publication]
        if publication.form == "alert" and slug in {version.content.slug for version in issue.entries}:
            approval.approve(conn, issue, publication, by=by, now=now)
