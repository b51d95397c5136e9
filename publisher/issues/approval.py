"""SQL: submitting, approving, calling back; an approval names the content's hash, and any change voids it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from publisher.errors import Refused, refuse
from publisher.issues.finding import Finding
from publisher.issues.issue import Issue
from publisher.schedule import Publication
from publisher.store.tables import approval as approvals
from publisher.store.tables import issue as issues

CLOCK = "clock"
"""The name under which the service itself acts."""


def content_hash(issue: Issue) -> str:
    """SHA-256 of what readers would get: subject, introduction, entry versions in order."""
    said = [issue.subject, issue.introduction, [version.id for version in issue.entries]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def submit(
    conn: Connection,
    issue: Issue,
    findings: Sequence[Finding],
    publication: Publication,
    *,
    by: str,
    now: datetime,
) -> None:
    """Say that an issue is ready; where the publication asks for no approvals, that approves it.

    Raises Refused with every finding that stops it, when it is empty or gone, or already submitted.
    """
    if issue.state not in ("draft", "called-back", "submitted"):
        raise refuse(f"issue {issue.number} of {issue.publication} is {issue.state}", code="not_a_draft")
    stops = [finding.fault for finding in findings if finding.stops]
    if stops:
        raise Refused(*stops)
    named = content_hash(issue)
    if issue.state == "submitted" and issue.content_hash == named and issue.submitted_by != CLOCK:
        raise refuse(
            f"issue {issue.number} of {issue.publication} was submitted by {issue.submitted_by}",
            mend=f"somebody else may approve it: `publisher issues approve {issue.publication} --as NAME`",
            code="submitted_already",
        )
    conn.execute(
        update(issues)
        .where(issues.c.id == issue.id)
        .values(state="submitted", submitted_by=by, submitted_at=now, content_hash=named)
    )
    settle(conn, issue.id, publication, now=now)


def approve(conn: Connection, issue: Issue, publication: Publication, *, by: str, now: datetime) -> bool:
    """Record an approval; whether the issue is approved now. Approving twice counts once.

    Raises Refused when the issue is not submitted, when `by` submitted it, or when it changed since.
    """
    if issue.state == "approved" and by in approvers(conn, issue):
        return True
    if issue.state != "submitted":
        raise refuse(
            f"issue {issue.number} of {issue.publication} is {_stands(issue)}, so it cannot be approved",
            mend=""
            if issue.state == "approved"
            else f"submit it: `publisher issues submit {issue.publication}`",
            code="not_submitted",
        )
    if same_name(by, issue.submitted_by):
        raise refuse(
            f"{by} submitted this issue, so somebody else must approve it",
            where="--as",
            code="own_submission",
        )
    if content_hash(issue) != issue.content_hash:
        raise refuse(
            f"issue {issue.number} of {issue.publication} was changed after it was submitted",
            mend="look at it and submit it again",
            code="changed_since",
        )
    if not any(same_name(by, name) for name in approvers(conn, issue)):
        conn.execute(
            insert(approvals).values(issue_id=issue.id, content_hash=issue.content_hash, by=by, at=now)
        )
    return settle(conn, issue.id, publication, now=now)


def settle(conn: Connection, issue_id: int, publication: Publication, *, now: datetime) -> bool:
    """Mark a submitted issue approved if enough names stand behind its hash; whether it is."""
    row = conn.execute(select(issues).where(issues.c.id == issue_id)).one()
    if row.state != "submitted":
        return bool(row.state == "approved")
    names = _names(conn, issue_id, row.content_hash)
    counted = [name for name in names if not same_name(name, row.submitted_by)]
    if len(counted) < publication.approvals:
        return False
    conn.execute(update(issues).where(issues.c.id == issue_id).values(state="approved", approved_at=now))
    return True


def approvers(conn: Connection, issue: Issue) -> list[str]:
    """Who stands behind the issue's present hash, in order."""
    return _names(conn, issue.id, issue.content_hash)


def voided(conn: Connection, issue: Issue) -> list[tuple[str, str, datetime]]:
    """Approvals that a change has undone: name, why, when (UTC), oldest first."""
    rows = conn.execute(
        select(approvals)
        .where(approvals.c.issue_id == issue.id, approvals.c.voided_at.is_not(None))
        .order_by(approvals.c.voided_at, approvals.c.id)
    )
    return [(row.by, row.voided_why or "", row.voided_at) for row in rows]


def void(conn: Connection, issue: Issue, *, why: str, now: datetime, state: str = "draft") -> None:
    """Take a submitted or approved issue back to `state`; its approvals stay as rows, with the reason."""
    conn.execute(
        update(approvals)
        .where(approvals.c.issue_id == issue.id, approvals.c.voided_at.is_(None))
        .values(voided_at=now, voided_why=why)
    )
    conn.execute(
        update(issues)
        .where(issues.c.id == issue.id)
        .values(state=state, content_hash="", submitted_by=None, submitted_at=None, approved_at=None)
    )


def call_back(conn: Connection, issue: Issue, *, by: str, now: datetime) -> None:
    """Take an issue back before it goes; it can be edited and submitted again. Raises Refused once gone."""
    if issue.state not in ("submitted", "approved"):
        raise refuse(
            f"issue {issue.number} of {issue.publication} is {_stands(issue)}: nothing to call back",
            mend="stop what still waits: `publisher runs cancel`" if issue.state == "frozen" else "",
            code="not_on_its_way",
        )
    void(conn, issue, why=f"{by} called the issue back", now=now, state="called-back")


def same_name(one: str, other: str) -> bool:
    """Names are the same person's whatever their case and spaces."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _names(conn: Connection, issue_id: int, named: str) -> list[str]:
    return list(
        conn.execute(
            select(approvals.c.by)
            .where(
                approvals.c.issue_id == issue_id,
                approvals.c.content_hash == named,
                approvals.c.voided_at.is_(None),
            )
            .order_by(approvals.c.at, approvals.c.id)
        ).scalars()
    )


def _stands(issue: Issue) -> str:
    words = {"frozen": "gone", "called-back": "called back", "draft": "a draft"}
    return words.get(issue.state, issue.state)
