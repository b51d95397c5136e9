"""SQL: an issue while people work on it: drafted from what is due, and edited."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from publisher.entries.entry import Version
from publisher.errors import refuse
from publisher.issues.approval import void
from publisher.issues.due import due
from publisher.issues.freshness import refresh
from publisher.issues.issue import Issue, next_number, open_issues, read
from publisher.schedule import Publication
from publisher.store.tables import issue as issues
from publisher.store.tables import issue_entry


def draft(conn: Connection, publication: Publication, *, now: datetime) -> Issue | None:
    """The publication's open issue, with what has become due since added to it; a new one if none is open.

    A submitted or approved issue is returned as it is: what became due after goes in the next.
    None when nothing is due and nothing is open.
    """
    for opened in open_issues(conn, publication.key):
        if opened.state in ("draft", "called-back"):
            refresh(conn, opened, now=now)
            _choose(conn, opened, due(conn, publication, at=now, number=opened.number))
        return read(conn, opened.id)
    versions = due(conn, publication, at=now)
    return begin(conn, publication, versions, now=now) if versions else None


def begin(conn: Connection, publication: Publication, versions: Sequence[Version], *, now: datetime) -> Issue:
    """A new draft of the next number, of just these versions; no subject until an editor writes one."""
    number = next_number(conn, publication.key)
    issue_id = conn.execute(
        insert(issues)
        .values(
            publication=publication.key,
            number=number,
            state="draft",
            drafted_at=now,
        )
        .returning(issues.c.id)
    ).scalar_one()
    begun = _kept(conn, issue_id)
    _choose(conn, begun, versions)
    return _kept(conn, issue_id)


def edit(
    conn: Connection,
    issue: Issue,
    *,
    subject: str,
    introduction: str,
    order: Sequence[str],
    by: str,
    now: datetime,
) -> Issue:
    """Set what a person writes in an open issue; `order` names every entry of it by slug.

    A change voids approvals. Raises Refused when the issue is frozen, or `order` is not its entries.
    """
    must_be_open(issue)
    by_slug = {version.content.slug: version for version in issue.entries}
    if sorted(order) != sorted(by_slug):
        raise refuse("the order must name each entry of the issue once", where="entries")
    versions = [by_slug[slug] for slug in order]
    changed = (subject, introduction, versions) != (issue.subject, issue.introduction, list(issue.entries))
    if not changed:
        return issue
    conn.execute(
        update(issues).where(issues.c.id == issue.id).values(subject=subject, introduction=introduction)
    )
    for position, version in enumerate(versions):
        conn.execute(
            update(issue_entry)
            .where(issue_entry.c.issue_id == issue.id, issue_entry.c.entry_id == version.entry_id)
            .values(position=position)
        )
    void(conn, issue, why=f"{by or 'somebody'} edited the issue", now=now)
    return _kept(conn, issue.id)


def _choose(conn: Connection, issue: Issue, versions: Sequence[Version]) -> None:
    last = conn.execute(
        select(func.max(issue_entry.c.position)).where(issue_entry.c.issue_id == issue.id)
    ).scalar()
    start = 0 if last is None else last + 1
    for position, version in enumerate(versions, start):
        conn.execute(
            insert(issue_entry).values(
                issue_id=issue.id,
                publication=issue.publication,
                entry_id=version.entry_id,
                correction=version.correction,
                version_id=version.id,
                position=position,
            )
        )


def must_be_open(issue: Issue) -> None:
    """Raises Refused when the issue has gone: its content never changes after."""
    if not issue.is_open:
        raise refuse(
            f"issue {issue.number} of {issue.publication} has gone; what was sent cannot be changed",
            mend="correct the entry: `publisher entries edit SLUG --correction`",
            code="issue_frozen",
        )


def _kept(conn: Connection, issue_id: int) -> Issue:
    found = read(conn, issue_id)
    if found is None:
        raise LookupError(f"issue {issue_id} vanished inside its own transaction")
    return found
