"""SQL: entries that leave an issue by a person's word: moved on to the next one, or set aside for good."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from publisher.entries.entry import Version
from publisher.errors import refuse
from publisher.issues.approval import void
from publisher.issues.drafts import must_be_open
from publisher.issues.issue import Issue
from publisher.store.tables import issue_entry, not_before
from publisher.store.tables import set_aside as asides
from subscribers.nearest import nearest


def move_on(conn: Connection, issue: Issue, slug: str, *, by: str, now: datetime) -> Version:
    """Take an entry out of an open issue; it is due again from the next number on. Voids approvals."""
    must_be_open(issue)
    version = _of(issue, slug)
    _take_out(conn, issue, version)
    wanted = (not_before.c.publication == issue.publication) & (not_before.c.entry_id == version.entry_id)
    values = {"number": issue.number + 1, "by": by, "at": now}
    if not conn.execute(update(not_before).where(wanted).values(values)).rowcount:
        conn.execute(
            insert(not_before).values(publication=issue.publication, entry_id=version.entry_id, **values)
        )
    void(conn, issue, why=f"{by} moved ‘{version.content.title}’ to the next issue", now=now)
    return version


def let_moved_in(conn: Connection, issue: Issue) -> None:
    """An empty issue's slot has passed: what was moved on to the next number may be in this one now."""
    moved_on = (not_before.c.publication == issue.publication) & (not_before.c.number == issue.number + 1)
    conn.execute(update(not_before).where(moved_on).values(number=issue.number))


def put_aside(conn: Connection, issue: Issue, slug: str, *, reason: str, by: str, now: datetime) -> Version:
    """Take an entry out of an open issue for good: in no later issue of the publication. Voids approvals."""
    must_be_open(issue)
    version = _of(issue, slug)
    _take_out(conn, issue, version)
    set_aside(conn, issue.publication, version, reason=reason, by=by, now=now, whatever_comes=True)
    void(conn, issue, why=f"{by} set ‘{version.content.title}’ aside", now=now)
    return version


def pass_over(conn: Connection, issue: Issue, *, reason: str, by: str, now: datetime) -> int:
    """Empty an open issue: all its entries are passed over in the publication; how many they were."""
    must_be_open(issue)
    for version in issue.entries:
        _take_out(conn, issue, version)
        set_aside(conn, issue.publication, version, reason=reason, by=by, now=now)
    void(conn, issue, why=reason, now=now)
    return len(issue.entries)


def set_aside(
    conn: Connection,
    publication: str,
    version: Version,
    *,
    reason: str,
    by: str,
    now: datetime,
    whatever_comes: bool = False,
) -> None:
    """Pass an entry over in a publication: site and feeds only.

    Later corrections of it too, unless an earlier issue carried the entry and not `whatever_comes`.
    """
    wanted = (asides.c.publication == publication) & (asides.c.entry_id == version.entry_id)
    correction = None if whatever_comes else version.correction
    values = {"correction": correction, "reason": reason, "by": by, "at": now}
    present = conn.execute(select(asides.c.correction).where(wanted)).first()
    if present is None:
        conn.execute(insert(asides).values(publication=publication, entry_id=version.entry_id, **values))
    elif present.correction is not None:
        conn.execute(update(asides).where(wanted).values(values))


def _of(issue: Issue, slug: str) -> Version:
    for version in issue.entries:
        if version.content.slug == slug:
            return version
    raise refuse(
        f"'{slug}' is not in issue {issue.number} of {issue.publication}",
        mend=nearest(slug, [version.content.slug for version in issue.entries]),
        code="not_in_issue",
    )


def _take_out(conn: Connection, issue: Issue, version: Version) -> None:
    conn.execute(
        delete(issue_entry).where(
            issue_entry.c.issue_id == issue.id, issue_entry.c.entry_id == version.entry_id
        )
    )
