"""SQL: an open issue kept as fresh as its entries: newest versions in, withdrawn and expired ones out."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from publisher.entries.entry import Version
from publisher.entries.reading import by_ids
from publisher.issues.approval import void
from publisher.issues.issue import Issue
from publisher.store.tables import entry, issue_entry


def refresh(conn: Connection, issue: Issue, *, now: datetime) -> list[str]:
    """Bring an open issue's entries up to date; what changed, in sentences (none: nothing did).

    Newest versions take the place of older ones; withdrawn and expired entries leave.
    A change voids approvals.
    """
    changes = []
    for version in issue.entries:
        change = _brought_up_to_date(conn, issue, version, now)
        if change:
            changes.append(change)
    if changes:
        void(conn, issue, why="; ".join(changes), now=now)
    return changes


def _brought_up_to_date(conn: Connection, issue: Issue, version: Version, now: datetime) -> str:
    newest = conn.execute(select(entry).where(entry.c.id == version.entry_id)).one()
    row = (issue_entry.c.issue_id == issue.id) & (issue_entry.c.entry_id == version.entry_id)
    title = version.content.title
    if newest.withdrawn_at is not None and newest.withdrawn_at <= now:
        conn.execute(delete(issue_entry).where(row))
        return f"‘{title}’ was withdrawn"
    if newest.expires_at is not None and newest.expires_at <= now:
        conn.execute(delete(issue_entry).where(row))
        return f"‘{title}’ has expired"
    if newest.version_id != version.id:
        conn.execute(
            update(issue_entry).where(row).values(version_id=newest.version_id, correction=newest.correction)
        )
        return f"‘{title}’ was changed"
    return ""


def newest_versions(conn: Connection, issue: Issue) -> tuple[Version, ...]:
    """The issue's entries as they stand now, in its order."""
    ids = [version.entry_id for version in issue.entries]
    found = conn.execute(select(entry.c.id, entry.c.version_id).where(entry.c.id.in_(ids)))
    newest = {row.id: row.version_id for row in found}
    versions = by_ids(conn, list(newest.values()))
    return tuple(versions[newest[entry_id]] for entry_id in ids)
