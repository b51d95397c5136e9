"""SQL: the issues that have gone, a line each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from publisher.store.tables import issue, issue_entry


@dataclass(frozen=True)
class Past:
    """An issue in a list: `entries` is how many it brought; `went` UTC."""

    publication: str
    number: int
    subject: str
    went: datetime
    entries: int


def past_issues(conn: Connection, now: datetime, publication: str | None = None) -> list[Past]:
    """Issues that had gone by `now`, newest first, of one publication or of all."""
    entries = (
        select(func.count()).where(issue_entry.c.issue_id == issue.c.id).correlate(issue).scalar_subquery()
    )
    query = select(issue, entries.label("entries")).where(issue.c.state == "frozen", issue.c.frozen_at <= now)
    if publication is not None:
        query = query.where(issue.c.publication == publication)
    return [
        Past(row.publication, row.number, row.subject, row.frozen_at, row.entries)
        for row in conn.execute(query.order_by(issue.c.frozen_at.desc(), issue.c.id.desc()))
    ]
