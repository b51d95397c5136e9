"""SQL: freezing an issue: its editions, who gets which, its window; nothing of it changes after."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from publisher.issues.approval import content_hash
from publisher.issues.issue import Issue
from publisher.issues.render import Rendered
from publisher.store.tables import edition, edition_choice
from publisher.store.tables import issue as issues


def windowed(conn: Connection, issue: Issue, *, now: datetime) -> tuple[datetime | None, datetime]:
    """The window shown to readers: [last run that published, this one), UTC; None before the first."""
    last = conn.execute(
        select(func.max(issues.c.window_to)).where(
            issues.c.publication == issue.publication, issues.c.state == "frozen", issues.c.id != issue.id
        )
    ).scalar()
    return last, now


def freeze(conn: Connection, issue: Issue, rendered: Sequence[Rendered], *, now: datetime) -> None:
    """Write the editions and close the issue for ever, in the caller's transaction."""
    for one in rendered:
        edition_id = conn.execute(
            insert(edition)
            .values(
                issue_id=issue.id,
                key=one.composition.key,
                version_ids=[version.id for version in one.composition.versions],
                language=one.composition.language,
                format=one.composition.format,
                subject=one.subject,
                html=one.html,
                text=one.text,
                shortened=one.shortened,
            )
            .returning(edition.c.id)
        ).scalar_one()
        conn.execute(
            insert(edition_choice),
            [
                {"issue_id": issue.id, "choice_id": choice_id, "edition_id": edition_id}
                for choice_id in one.composition.choice_ids
            ],
        )
    window_from, window_to = windowed(conn, issue, now=now)
    conn.execute(
        update(issues)
        .where(issues.c.id == issue.id)
        .values(
            state="frozen",
            content_hash=content_hash(issue),
            window_from=window_from,
            window_to=window_to,
            frozen_at=now,
        )
    )
