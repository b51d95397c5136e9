"""Keeping open issues true: what changed in the entries shows in the issue, undoes approvals, and is told."""

from datetime import datetime

from sqlalchemy import Connection

from publisher.issues.freshness import refresh
from publisher.issues.issue import open_issues
from publisher.issues.press import Press
from publisher.runs.letters import approval_voided
from publisher.runs.telling import tell


def keep_issues(conn: Connection, press: Press, *, now: datetime) -> list[int]:
    """Refresh every open issue; ids of those that changed. Editors hear of approvals that a change voided."""
    changed = []
    for issue in open_issues(conn):
        publication = press.publication(issue.publication)
        changes = refresh(conn, issue, now=now)
        if not changes:
            continue
        changed.append(issue.id)
        if publication is not None and issue.state in ("submitted", "approved"):
            tell(
                conn,
                press,
                approval_voided(publication, issue, changes, stamp=f"{now:%Y%m%dT%H%M%S}"),
                now=now,
            )
    return changed
