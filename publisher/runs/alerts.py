"""SQL: alerts: each due entry is an issue of its own, submitted by the clock, and braked before it goes."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from publisher.entries.words import length_words
from publisher.issues.approval import CLOCK, submit
from publisher.issues.drafts import begin
from publisher.issues.due import due
from publisher.issues.issue import Issue, open_issues
from publisher.issues.issue import read as read_issue
from publisher.issues.press import Press
from publisher.preflight import check
from publisher.runs.lateness import Verdict, decide, is_late
from publisher.runs.letters import approval_wanted, must_be_mended
from publisher.runs.opening import approved_issue
from publisher.runs.run import ALERT, PUBLISHED, WAITING, Run, all_runs, mark_late, of_slot, put, step
from publisher.runs.settling import follow
from publisher.runs.telling import tell
from publisher.schedule import Publication
from publisher.store.tables import run as runs

NO_GRACE = timedelta()


def prepare(conn: Connection, press: Press, publication: Publication, *, now: datetime) -> None:
    """Draft and submit an issue for every due alert; give every approved one its run, after the grace."""
    for version in due(conn, publication, at=now):
        begin(conn, publication, [version], now=now)
    for issue in open_issues(conn, publication.key):
        if issue.state == "draft" and issue.entries:
            issue = _submitted(conn, press, publication, issue, now)
        if issue.state == "approved":
            _give_run(conn, publication, issue, now)


def to_open(conn: Connection, press: Press, publication: Publication, *, now: datetime) -> list[Run]:
    """The alerts' runs to open now; others ask, wait, or end as their issue was called back or changed."""
    ready: list[Run] = []
    for run in all_runs(conn, publication=publication.key, states=WAITING):
        if not run.is_alert or run.waits_for == "person":
            continue
        if approved_issue(conn, publication, run, now=now) is None:
            let_go(conn, run, by=CLOCK, reason="its issue was called back or changed", now=now)
        elif run.fires_at <= now and (run.state != "asking"):
            opened = follow(
                conn, press, publication, run, _verdict(conn, press, publication, run, ready, now), now=now
            )
            ready += [opened] if opened is not None else []
    return ready


def let_go(conn: Connection, run: Run, *, by: str, reason: str, now: datetime) -> bool:
    """End an alert's run before it opened; its issue may get another."""
    ended = step(conn, run, "cancelled", of=WAITING, by=by, reason=reason, now=now, closed_at=now)
    if ended:
        conn.execute(update(runs).where(runs.c.id == run.id).values(issue_id=None))
    return ended


def _submitted(
    conn: Connection, press: Press, publication: Publication, issue: Issue, now: datetime
) -> Issue:
    findings = check(conn, press, publication, issue, now=now)
    if any(finding.stops for finding in findings):
        stamp = "-".join(str(version.id) for version in issue.entries)
        tell(conn, press, must_be_mended(publication, issue, findings, stamp), now=now)
        return issue
    submit(conn, issue, findings, publication, by=CLOCK, now=now)
    submitted = read_issue(conn, issue.id) or issue
    if submitted.state == "submitted":
        when = "It goes as soon as it is approved."
        if publication.brake is not None:
            when = f"It goes {length_words(publication.brake.grace)} after it is approved."
        tell(conn, press, approval_wanted(publication, submitted, when, findings), now=now)
    return submitted


def _give_run(conn: Connection, publication: Publication, issue: Issue, now: datetime) -> None:
    approved = issue.approved_at or now
    slot = f"{ALERT}{issue.number} {approved:%Y-%m-%dT%H:%M:%S.%fZ}"
    if of_slot(conn, publication.key, slot) is None:
        grace = publication.brake.grace if publication.brake is not None else NO_GRACE
        put(
            conn,
            publication=publication.key,
            slot=slot,
            slot_at=approved,
            fires_at=approved + grace,
            issue_id=issue.id,
            now=now,
        )


def _verdict(
    conn: Connection, press: Press, publication: Publication, run: Run, ready: list[Run], now: datetime
) -> Verdict:
    if run.waits_for == "answered":
        return Verdict("open")
    if is_late(publication, run.fires_at, now=now):
        mark_late(conn, run)
    verdict = decide(publication, run.fires_at, run.fires_at, now=now)
    brake = publication.brake
    if verdict.act != "open" or brake is None:
        return verdict
    zone = press.schedule.organisation.zone
    today = now.astimezone(zone).date()
    gone = sum(
        other.opened_at is not None and other.opened_at.astimezone(zone).date() == today
        for other in all_runs(conn, publication=publication.key, states=PUBLISHED)
    )
    if gone + len(ready) >= brake.per_day:
        return Verdict(
            "ask", "brake", f"{gone + len(ready)} alerts have gone today, and {brake.per_day} are allowed"
        )
    return verdict
