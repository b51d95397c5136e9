"""Closing runs: a run says *sent* only when nothing waits and the head count equals what became of each."""

from datetime import datetime

from sqlalchemy import Connection

from publisher.delivery.books import Books, books
from publisher.issues.approval import CLOCK
from publisher.issues.issue import read as read_issue
from publisher.issues.press import Press
from publisher.runs.letters import finished, parked
from publisher.runs.run import Run, all_runs, read, step
from publisher.runs.telling import tell


def close_finished(conn: Connection, press: Press, *, now: datetime) -> list[Run]:
    """Close every sending run whose books balance; tell the office, also of what is parked."""
    closed = []
    for run in all_runs(conn, states=("sending",)):
        kept = books(conn, run.id)
        if kept.complete:
            state = "sent with failures" if kept.failed else "sent"
            if step(
                conn, run, state, of=("sending",), by=CLOCK, reason=in_words(kept), now=now, closed_at=now
            ):
                closed.append(read(conn, run.id) or run)
        elif count := kept.states.get("parked", 0):
            _tell_parked(conn, press, run, count, now)
    for run in closed:
        _tell_finished(conn, press, run, now)
    return closed


def in_words(kept: Books) -> str:
    """'57 due = 55 sent + 0 waiting + 1 failed + 1 skipped (left 1)'."""
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(kept.skipped.items()) if count)
    skipped = sum(kept.skipped.values())
    return (
        f"{kept.due} due = {kept.sent} sent + {kept.waiting} waiting + {kept.failed} failed "
        f"+ {skipped} skipped{f' ({reasons})' if reasons else ''}"
    )


def _tell_finished(conn: Connection, press: Press, run: Run, now: datetime) -> None:
    publication = press.publication(run.publication)
    issue = read_issue(conn, run.issue_id) if run.issue_id is not None else None
    if publication is not None and issue is not None:
        tell(conn, press, finished(publication, run, issue.number, f"{run.reason}."), now=now)


def _tell_parked(conn: Connection, press: Press, run: Run, count: int, now: datetime) -> None:
    publication = press.publication(run.publication)
    issue = read_issue(conn, run.issue_id) if run.issue_id is not None else None
    if publication is not None and issue is not None:
        tell(conn, press, parked(publication, run, issue.number, count), now=now)
