"""SQL: the issue as a noun, read by id or by number, with its entries in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from publisher.entries.entry import Version
from publisher.entries.reading import by_ids
from publisher.store.tables import issue as issues
from publisher.store.tables import issue_entry

OPEN_STATES = ("draft", "submitted", "approved", "called-back")


@dataclass(frozen=True)
class Issue:
    """What a run publishes: number, subject, introduction (Markdown), chosen entry versions in order.

    state: draft, submitted, approved, frozen or called-back. `content_hash` names what was submitted;
    empty until then. All times UTC. What is left out is as of a draft that nobody has touched.
    """

    id: int
    publication: str
    number: int
    entries: tuple[Version, ...]
    state: str = "draft"
    subject: str = ""
    introduction: str = ""
    content_hash: str = ""
    submitted_by: str = ""
    submitted_at: datetime | None = None
    approved_at: datetime | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    frozen_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether people may still change it."""
        return self.state in OPEN_STATES


def read(conn: Connection, issue_id: int) -> Issue | None:
    """The issue with this id, or None."""
    return _first(conn, issues.c.id == issue_id)


def by_number(conn: Connection, publication: str, number: int) -> Issue | None:
    """Issue `number` of a publication, or None."""
    return _first(conn, (issues.c.publication == publication) & (issues.c.number == number))


def latest(conn: Connection, publication: str) -> Issue | None:
    """The newest frozen issue of a publication, or None before the first."""
    return _first(conn, (issues.c.publication == publication) & (issues.c.state == "frozen"))


def open_issues(conn: Connection, publication: str | None = None) -> list[Issue]:
    """Issues that people still work on, oldest first, of one publication or of all."""
    query = select(issues).where(issues.c.state.in_(OPEN_STATES)).order_by(issues.c.id)
    if publication is not None:
        query = query.where(issues.c.publication == publication)
    return [_issue(conn, row) for row in conn.execute(query)]


def published(conn: Connection, publication: str | None = None, limit: int = 1000) -> list[Issue]:
    """Frozen issues, newest first, of one publication or of all."""
    newest = select(issues).where(issues.c.state == "frozen")
    if publication is not None:
        newest = newest.where(issues.c.publication == publication)
    newest = newest.order_by(issues.c.frozen_at.desc(), issues.c.id.desc())
    return [_issue(conn, row) for row in conn.execute(newest.limit(limit))]


def next_number(conn: Connection, publication: str) -> int:
    """The number that the publication's next issue will get."""
    used = select(issues.c.number).where(issues.c.publication == publication)
    return max(conn.execute(used).scalars(), default=0) + 1


def _first(conn: Connection, wanted: ColumnElement[bool]) -> Issue | None:
    row = conn.execute(select(issues).where(wanted).order_by(issues.c.number.desc()).limit(1)).first()
    return None if row is None else _issue(conn, row)


def _issue(conn: Connection, row: Row[Any]) -> Issue:
    chosen = list(
        conn.execute(
            select(issue_entry.c.version_id)
            .where(issue_entry.c.issue_id == row.id)
            .order_by(issue_entry.c.position, issue_entry.c.id)
        ).scalars()
    )
    versions = by_ids(conn, chosen)
    return Issue(
        id=row.id,
        publication=row.publication,
        number=row.number,
        state=row.state,
        subject=row.subject,
        introduction=row.introduction,
        content_hash=row.content_hash,
        submitted_by=row.submitted_by or "",
        submitted_at=row.submitted_at,
        approved_at=row.approved_at,
        window_from=row.window_from,
        window_to=row.window_to,
        frozen_at=row.frozen_at,
        entries=tuple(versions[version_id] for version_id in chosen),
    )
