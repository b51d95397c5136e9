"""What a publication's unfired runs come to: one to open, the others folded, asking or dropped."""

from datetime import datetime

from sqlalchemy import Connection

from publisher.entries.words import counted
from publisher.issues.approval import CLOCK
from publisher.issues.due import due
from publisher.issues.issue import Issue, open_issues
from publisher.issues.moving import let_moved_in, pass_over, set_aside
from publisher.issues.press import Press
from publisher.runs.candidates import candidates
from publisher.runs.lateness import Verdict, decide, is_late
from publisher.runs.letters import asks, waits_at_its_slot
from publisher.runs.opening import approved_issue
from publisher.runs.run import WAITING, Run, mark_late, read, step
from publisher.runs.telling import tell
from publisher.schedule import Publication


def to_open(conn: Connection, press: Press, publication: Publication, *, now: datetime) -> Run | None:
    """Settle a publication's waiting runs of slots; the one to open now, if any."""
    found = candidates(conn, publication, now=now)
    if found is None:
        return None
    asked_of_old = any(run.waits_for == "old" for run in found.older)
    for run in found.older:
        _pass_to(conn, publication, run, found.newest, now)
    run = found.newest
    if is_late(publication, run.fires_at, now=now):
        mark_late(conn, run)
    if run.waits_for == "answered":
        return _if_approved(conn, press, publication, run, now)
    if run.state == "asking":
        return None
    verdict = decide(publication, run.fires_at, found.oldest_unasked, now=now)
    if asked_of_old and verdict.act in ("open", "fold"):
        verdict = Verdict("ask", "old", "an older run was waiting for a decision")
    return follow(conn, press, publication, run, verdict, now=now)


def follow(
    conn: Connection, press: Press, publication: Publication, run: Run, verdict: Verdict, *, now: datetime
) -> Run | None:
    """Do what the verdict says; the run, if it is to be opened."""
    if verdict.act == "open":
        return _if_approved(conn, press, publication, run, now)
    if verdict.act == "ask":
        _ask(conn, press, publication, run, verdict, now)
    elif verdict.act == "drop":
        drop(conn, publication, run, by=CLOCK, reason=verdict.reason, now=now)
    else:
        step(conn, run, "folded", of=WAITING, by=CLOCK, reason=verdict.reason, now=now, closed_at=now)
    return None


def drop(conn: Connection, publication: Publication, run: Run, *, by: str, reason: str, now: datetime) -> int:
    """Site and feeds only: what was due at this run's moment is passed over in the publication; how many."""
    why = f"the run of {run.slot} was dropped: {reason}"
    mine = [
        issue
        for issue in (open_issues(conn, publication.key) if publication.form != "digest" else [])
        if run.issue_id in (None, issue.id)
    ]
    passed = sum(pass_over(conn, issue, reason=why, by=by, now=now) for issue in mine)
    if publication.form != "alert":
        number = mine[0].number if mine else None
        for version in due(conn, publication, at=min(run.fires_at, now), number=number):
            set_aside(conn, publication.key, version, reason=why, by=by, now=now)
            passed += 1
    words = f"{reason}; {counted(passed, 'entry')} on the site and in feeds only"
    step(conn, run, "skipped", of=WAITING, by=by, reason=words, now=now, closed_at=now)
    return passed


def _pass_to(conn: Connection, publication: Publication, run: Run, newest: Run, now: datetime) -> None:
    untouched = run.state != "asking" and run.waits_for != "person"
    if publication.late == "drop" and untouched and is_late(publication, run.fires_at, now=now):
        drop(conn, publication, run, by=CLOCK, reason="it was missed, and the policy is to drop", now=now)
        return
    words = f"the run of {newest.slot} takes what is due"
    step(conn, run, "folded", of=WAITING, by=CLOCK, reason=words, now=now, closed_at=now)


def _ask(
    conn: Connection, press: Press, publication: Publication, run: Run, verdict: Verdict, now: datetime
) -> None:
    reason = verdict.reason
    if _skipped_as_empty(conn, publication, run, now):
        return
    if publication.form == "edited" and approved_issue(conn, publication, run, now=now) is None:
        reason = f"{reason}, and its issue is not approved"
    of, what = ("planned", "held"), verdict.waits_for
    if step(conn, run, "asking", of=of, by=CLOCK, reason=reason, waits_for=what, now=now):
        tell(conn, press, asks(publication, read(conn, run.id) or run), now=now)


def _if_approved(
    conn: Connection, press: Press, publication: Publication, run: Run, now: datetime
) -> Run | None:
    if publication.form == "digest" or approved_issue(conn, publication, run, now=now) is not None:
        return run
    issue = _open_issue(conn, publication)
    if _skipped_as_empty(conn, publication, run, now):
        return None
    if run.waits_for != "approval" and run.waits_for != "answered":
        reason = "its issue is not approved" if issue is not None else "no issue is drafted"
        of = ("planned", "held")
        step(conn, run, "held", of=of, by=CLOCK, reason=reason, waits_for="approval", now=now)
        tell(conn, press, waits_at_its_slot(publication, run, issue), now=now)
    return None


def _open_issue(conn: Connection, publication: Publication) -> Issue | None:
    return next(iter(open_issues(conn, publication.key)), None)


def _skipped_as_empty(conn: Connection, publication: Publication, run: Run, now: datetime) -> bool:
    """Skip a run with nothing to send; what was moved on past an empty issue may be in it next time."""
    issue = _open_issue(conn, publication)
    number = issue.number if issue is not None and publication.form == "edited" else None
    if any(one.entries for one in open_issues(conn, publication.key)):
        return False
    if due(conn, publication, at=now, number=number):
        return False
    if issue is not None:
        let_moved_in(conn, issue)
    step(conn, run, "skipped", of=WAITING, by=CLOCK, reason="nothing is due", now=now, closed_at=now)
    return True
