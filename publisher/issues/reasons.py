"""SQL: why entries are not due in a publication, in words."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from publisher.entries.entry import Version
from publisher.issues.due import due, takes
from publisher.schedule import Publication
from publisher.store.tables import issue, issue_entry, set_aside

NO_LIMIT = 1_000_000_000


def why_not_due(
    conn: Connection, publication: Publication, versions: Iterable[Version], *, at: datetime
) -> dict[int, str]:
    """Of newest versions: entry id → why it is not due at `at`; what is due is left out."""
    due_now = {version.entry_id for version in due(conn, publication, at=at)}
    moved = {version.entry_id for version in due(conn, publication, at=at, number=NO_LIMIT)} - due_now
    carried = {
        (row.entry_id, row.correction): (row.number, row.state)
        for row in conn.execute(
            select(issue_entry.c.entry_id, issue_entry.c.correction, issue.c.number, issue.c.state)
            .join(issue, issue.c.id == issue_entry.c.issue_id)
            .where(issue_entry.c.publication == publication.key)
        )
    }
    aside = {
        row.entry_id: row.reason
        for row in conn.execute(select(set_aside).where(set_aside.c.publication == publication.key))
    }
    found = {}
    for version in versions:
        if version.entry_id in due_now:
            continue
        said = _of_itself(publication, version, at)
        if not said and (version.entry_id, version.correction) in carried:
            number, state = carried[version.entry_id, version.correction]
            said = f"it {'went' if state == 'frozen' else 'goes'} in no. {number}"
        if not said and version.entry_id in aside:
            said = f"it was set aside ({aside[version.entry_id]})"
        if not said and version.entry_id in moved:
            said = "it was moved to a later issue"
        found[version.entry_id] = said or "it was released before this publication began to count"
    return found


def _of_itself(publication: Publication, version: Version, at: datetime) -> str:
    if not takes(publication, version.content):
        return "the publication does not take it"
    if version.archived:
        return "it came in as already published"
    if version.released_at is None or version.released_at > at:
        return "it is not released"
    if version.withdrawn_at is not None and version.withdrawn_at <= at:
        return "it was withdrawn"
    if version.expires_at is not None and version.expires_at <= at:
        return "it has expired"
    return ""
