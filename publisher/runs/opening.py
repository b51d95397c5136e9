"""Opening a run: due, composed, rendered, frozen and addressed, in the caller's one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from publisher.delivery.address import address
from publisher.entries.entry import Version
from publisher.entries.words import counted
from publisher.issues.approval import CLOCK, content_hash
from publisher.issues.archive import freeze, windowed
from publisher.issues.compose import compose, distinct_choices
from publisher.issues.drafts import begin
from publisher.issues.due import due
from publisher.issues.freshness import newest_versions
from publisher.issues.issue import Issue, latest, open_issues
from publisher.issues.issue import read as read_issue
from publisher.issues.press import Press
from publisher.issues.render import render
from publisher.runs.planning import coming, first_seen
from publisher.runs.run import Run, claim, read, step
from publisher.schedule import Organisation, Publication

BATCH = 5_000
LIFE = timedelta(hours=48)
SHORTEST_LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class Opened:
    """What became of the try. `run` as it is now; `issue` when one was frozen."""

    run: Run
    issue: Issue | None = None

    @property
    def sends(self) -> bool:
        """Whether deliveries were made."""
        return self.issue is not None


def open_run(
    conn: Connection,
    press: Press,
    publication: Publication,
    run: Run,
    *,
    now: datetime,
    due_at: datetime | None = None,
) -> Opened | None:
    """Open a planned or held run; None when somebody else did, or it may not open yet.

    A digest with nothing due is skipped, one on hold leaves what is due to the next slot, an edited issue
    that is not approved waits. `due_at`: what was released by then is due (default: now).
    Raises Refused when the issue cannot be rendered; the caller's transaction is then undone.
    """
    by_people = publication.form != "digest"
    approved = approved_issue(conn, publication, run, now=now) if by_people else None
    if by_people and approved is None:
        return None
    if not claim(conn, run, now=now):
        return None
    first_seen(conn, publication, press.schedule.organisation, now=now)
    if approved is not None:
        return _publish(conn, press, publication, run, approved, now)
    versions = due(conn, publication, at=due_at or now)
    if not versions:
        return _end(conn, run, "skipped", "nothing is due", now)
    if why := _why_on_hold(conn, press, publication, run, versions, now):
        return _end(conn, run, "folded", why, now)
    return _publish(conn, press, publication, run, begin(conn, publication, versions, now=now), now)


def _publish(
    conn: Connection, press: Press, publication: Publication, run: Run, issue: Issue, now: datetime
) -> Opened:
    """Compose, render, freeze, address: what the run publishes, and to whom it is owed."""
    window_from, window_to = windowed(conn, issue, now=now)
    issue = replace(issue, window_from=window_from, window_to=window_to)
    choices = distinct_choices(conn, publication.key)
    rendered = render(
        press.templates,
        press.schedule,
        publication,
        issue,
        compose(issue.entries, choices),
        press.links,
        now=now,
        choices=choices,
    )
    freeze(conn, issue, rendered, now=now)
    heads = address(
        conn,
        run_id=run.id,
        issue_id=issue.id,
        publication=publication.key,
        batch_size=BATCH,
        life_until=life_until(publication, press.schedule.organisation, now=now),
        now=now,
    )
    step(
        conn,
        run,
        "sending",
        of=("sending",),
        by=CLOCK,
        reason=f"no. {issue.number}, {counted(len(issue.entries), 'entry')}, {counted(heads, 'reader')}",
        now=now,
        issue_id=issue.id,
        head_count=heads,
    )
    return Opened(_again(conn, run), read_issue(conn, issue.id))


def approved_issue(conn: Connection, publication: Publication, run: Run, *, now: datetime) -> Issue | None:
    """The issue this run may send: its own, or the publication's open one, if it is approved as it stands."""
    for issue in open_issues(conn, publication.key):
        mine = run.issue_id in (None, issue.id)
        if mine and issue.state == "approved" and issue.entries and _as_approved(conn, issue, now):
            return issue
    return None


def _as_approved(conn: Connection, issue: Issue, now: datetime) -> bool:
    newest = newest_versions(conn, issue)
    gone = any(
        version.withdrawn_at is not None or (version.expires_at is not None and version.expires_at <= now)
        for version in newest
    )
    return newest == issue.entries and not gone and content_hash(issue) == issue.content_hash


def life_until(publication: Publication, organisation: Organisation, *, now: datetime) -> datetime:
    """How long its messages are tried: two days, for a digest until its next slot."""
    if publication.form == "digest" and (next_slots := coming(publication, organisation, now=now)):
        return max(next_slots[0].fires_at, now + SHORTEST_LIFE)
    return now + LIFE


def _why_on_hold(
    conn: Connection,
    press: Press,
    publication: Publication,
    run: Run,
    versions: Sequence[Version],
    now: datetime,
) -> str:
    hold = publication.hold
    if hold is None or run.is_by_hand or len(versions) >= hold.at_least:
        return ""
    zone = press.schedule.organisation.zone
    last = latest(conn, publication.key)
    waiting_since = min(version.released_at or now for version in versions)
    since = last.window_to if last is not None and last.window_to is not None else waiting_since
    # Whole local days: a run that opened some seconds after its slot must not lose the fourth week.
    waited = now.astimezone(zone).date() - since.astimezone(zone).date()
    if waited >= timedelta(weeks=hold.at_most_weeks):
        return ""
    return (
        f"{counted(len(versions), 'entry')} due, fewer than {hold.at_least}; the next slot takes what is due"
    )


def _end(conn: Connection, run: Run, state: str, reason: str, now: datetime) -> Opened:
    step(conn, run, state, of=("sending",), by=CLOCK, reason=reason, now=now, opened_at=None, closed_at=now)
    return Opened(_again(conn, run))


def _again(conn: Connection, run: Run) -> Run:
    return read(conn, run.id) or run
