"""SQL: what is due in a publication, and why another entry is not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from publisher.entries.entry import Content, Version
from publisher.entries.reading import by_ids
from publisher.issues.issue import next_number
from publisher.issues.order import in_reading_order
from publisher.schedule import Publication
from publisher.store.tables import entry, entry_version, issue_entry, not_before, set_aside, standing


def due(
    conn: Connection, publication: Publication, *, at: datetime, number: int | None = None
) -> list[Version]:
    """The newest versions of the entries due in `publication` at `at`, in reading order.

    Taken by it, released by `at`, not expired, not withdrawn, not released as already published, not set
    aside, not moved on past issue `number` (default: the next one), and in no issue of it at their present
    correction. What was released before the publication's `since` is due only if it was once carried or moved on.
    """
    number = next_number(conn, publication.key) if number is None else number
    wanted = [
        entry.c.released_at <= at,
        or_(entry.c.withdrawn_at.is_(None), entry.c.withdrawn_at > at),
        or_(entry.c.expires_at.is_(None), entry.c.expires_at > at),
        entry.c.archived.is_(False),
        ~_in_an_issue(publication.key),
        ~_set_aside(publication.key),
        ~exists().where(
            not_before.c.publication == publication.key,
            not_before.c.entry_id == entry.c.id,
            not_before.c.number > number,
        ),
    ]
    since = since_of(conn, publication)
    if since is not None:
        wanted.append(or_(entry.c.released_at >= since, _known(publication.key)))
    if publication.kinds:
        wanted.append(entry_version.c.kind.in_(publication.kinds))
    found = conn.execute(
        select(entry.c.version_id)
        .join(entry_version, entry_version.c.id == entry.c.version_id)
        .where(and_(*wanted))
    ).scalars()
    versions = by_ids(conn, list(found)).values()
    return in_reading_order(version for version in versions if takes(publication, version.content))


def since_of(conn: Connection, publication: Publication) -> datetime | None:
    """The instant before which nothing is due: the schedule's, else the slot before its first run, else None."""
    if publication.since is not None:
        return publication.since
    return conn.execute(
        select(standing.c.since).where(standing.c.publication == publication.key)
    ).scalar_one_or_none()


def takes(publication: Publication, content: Content) -> bool:
    """Whether a publication takes an entry: its kind, a topic of it, and somebody it is for."""
    if publication.kinds and content.kind not in publication.kinds:
        return False
    if publication.topics and not set(publication.topics) & set(content.topics):
        return False
    return not publication.for_ or any(is_for(content, audience) for audience in publication.for_)


def is_for(content: Content, audience: str) -> bool:
    """Whether an entry is meant for an audience: named in *for* (or nobody is), and not in *except*."""
    return (not content.for_ or audience in content.for_) and audience not in content.except_


def why_not_due(conn: Connection, publication: Publication, version: Version, *, at: datetime) -> str:
    """Why an entry is not due in a publication at `at`, in words; '' when it is due."""
    for reason in _plain_reasons(publication, version, at):
        return reason
    carried = conn.execute(
        select(issue_entry.c.issue_id).where(
            issue_entry.c.publication == publication.key,
            issue_entry.c.entry_id == version.entry_id,
            issue_entry.c.correction == version.correction,
        )
    ).first()
    if carried:
        return "it is in an issue already"
    aside = select(entry.c.id).where(entry.c.id == version.entry_id, _set_aside(publication.key))
    if conn.execute(aside).first():
        return "it was set aside"
    if version.entry_id not in [found.entry_id for found in due(conn, publication, at=at)]:
        moved = due(conn, publication, at=at, number=1_000_000)
        if version.entry_id in [found.entry_id for found in moved]:
            return "it was moved to a later issue"
        return "it was released before this publication began to count"
    return ""


def _plain_reasons(publication: Publication, version: Version, at: datetime) -> Sequence[str]:
    reasons = []
    if not takes(publication, version.content):
        reasons.append("the publication does not take it")
    if version.archived:
        reasons.append("it came in as already published")
    if version.released_at is None or version.released_at > at:
        reasons.append("it is not released")
    if version.withdrawn_at is not None and version.withdrawn_at <= at:
        reasons.append("it was withdrawn")
    if version.expires_at is not None and version.expires_at <= at:
        reasons.append("it has expired")
    return reasons


def _in_an_issue(publication: str) -> ColumnElement[bool]:
    return exists().where(
        issue_entry.c.publication == publication,
        issue_entry.c.entry_id == entry.c.id,
        issue_entry.c.correction == entry.c.correction,
    )


def _set_aside(publication: str) -> ColumnElement[bool]:
    return exists().where(
        set_aside.c.publication == publication,
        set_aside.c.entry_id == entry.c.id,
        or_(
            set_aside.c.correction.is_(None),
            set_aside.c.correction >= entry.c.correction,
            ~_carried(publication),
        ),
    )


def _known(publication: str) -> ColumnElement[bool]:
    """Carried by an earlier issue (so a correction counts), or moved on by an editor."""
    return or_(
        _carried(publication),
        exists().where(not_before.c.publication == publication, not_before.c.entry_id == entry.c.id),
    )


def _carried(publication: str) -> ColumnElement[bool]:
    return exists().where(issue_entry.c.publication == publication, issue_entry.c.entry_id == entry.c.id)
