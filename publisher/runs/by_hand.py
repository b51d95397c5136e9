"""A run by hand: what would go to how many, and the row that a person makes for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from publisher.entries.entry import Version
from publisher.errors import refuse
from publisher.issues.approval import CLOCK, submit
from publisher.issues.compose import compose, distinct_choices, readers
from publisher.issues.drafts import draft
from publisher.issues.due import due
from publisher.issues.issue import Issue, next_number, open_issues
from publisher.issues.press import Press
from publisher.preflight import check
from publisher.runs.events import note
from publisher.runs.opening import approved_issue
from publisher.runs.run import BY_HAND, WAITING, Run, all_runs, put, step
from publisher.schedule import Publication


@dataclass(frozen=True)
class Foreseen:
    """What a run would publish now: number, entries, mails that differ, readers reached."""

    number: int
    versions: tuple[Version, ...]
    editions: int
    readers: int


def foresee(
    conn: Connection, publication: Publication, *, due_at: datetime, issue: Issue | None = None
) -> Foreseen:
    """What a run opened now would come to; `issue`: the one it would send, where people made one."""
    if issue is None:
        versions = tuple(due(conn, publication, at=due_at))
        number = next_number(conn, publication.key)
    else:
        versions, number = issue.entries, issue.number
    compositions = compose(versions, distinct_choices(conn, publication.key))
    reached = [choice_id for one in compositions for choice_id in one.choice_ids]
    return Foreseen(number, versions, len(compositions), readers(conn, publication.key, reached))


def issue_to_send(
    conn: Connection, press: Press, publication: Publication, *, by: str, now: datetime
) -> Issue | None:
    """The approved issue of an edited publication, or None when nothing is due at all.

    Where no approval is asked for, what is due is drafted and submitted by this call.
    Raises Refused when an issue waits for people.
    """
    found = _approved(conn, publication)
    if found is not None:
        return found
    if publication.approvals == 0 and draft(conn, publication, now=now) is not None:
        for issue in open_issues(conn, publication.key):
            submit(conn, issue, check(conn, press, publication, issue, now=now), publication, by=by, now=now)
        return _approved(conn, publication)
    waiting = [issue for issue in open_issues(conn, publication.key) if issue.entries]
    if not waiting and not due(conn, publication, at=now):
        return None
    what = (
        f"no. {waiting[0].number} of {publication.key} is not approved" if waiting else "no issue is drafted"
    )
    raise refuse(
        what,
        where=publication.key,
        mend=f"see `publisher issues {'show' if waiting else 'draft'} {publication.key}`",
        code="not_approved",
    )


def make_run(
    conn: Connection, publication: Publication, *, fires_at: datetime, by: str, now: datetime
) -> Run:
    """The row of a run by hand. Raises Refused when one was made for this very second."""
    slot = f"{BY_HAND}{fires_at:%Y-%m-%dT%H:%M:%SZ}"
    run = put(conn, publication=publication.key, slot=slot, slot_at=fires_at, fires_at=fires_at, now=now)
    if run is None:
        raise refuse(
            f"a run of {publication.key} by hand is made for this moment already",
            mend="see `publisher runs list`",
            code="made_already",
        )
    note(conn, run.id, "made by hand", by=by, now=now)
    return run


def fold_waiting(conn: Connection, publication: Publication, taken_by: Run, *, now: datetime) -> int:
    """End the publication's runs whose moment has passed: a run by hand has taken what was due. How many."""
    folded = 0
    for run in all_runs(conn, publication=publication.key, states=WAITING):
        if run.id != taken_by.id and run.fires_at <= now and not run.is_alert:
            reason = "a run by hand took what was due"
            folded += step(conn, run, "folded", of=WAITING, by=CLOCK, reason=reason, now=now, closed_at=now)
    return folded


def alerts_ready(conn: Connection, publication: Publication, *, now: datetime) -> list[tuple[Run, Issue]]:
    """The approved alerts that wait for their grace or for an answer, each with its issue."""
    ready = []
    for run in all_runs(conn, publication=publication.key, states=WAITING):
        issue = approved_issue(conn, publication, run, now=now) if run.is_alert else None
        if issue is not None:
            ready.append((run, issue))
    return ready


def hurry(conn: Connection, runs: Sequence[Run], *, by: str, now: datetime) -> None:
    """Let alerts go without the rest of their grace, as a person says so."""
    for run in runs:
        reason = f"{by} published it by hand"
        step(conn, run, "planned", of=WAITING, by=by, reason=reason, waits_for="answered", now=now)


def unapproved(conn: Connection, publication: Publication) -> list[Issue]:
    """Open issues with entries that are not approved."""
    return [
        issue for issue in open_issues(conn, publication.key) if issue.entries and issue.state != "approved"
    ]


def _approved(conn: Connection, publication: Publication) -> Issue | None:
    for issue in open_issues(conn, publication.key):
        if issue.state == "approved" and issue.entries:
            return issue
    return None
