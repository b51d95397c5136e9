"""SQL: what is due in a publication."""

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
    correction. What was released before the publication's `since` is due only if it was carried or moved on.
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
    """The instant before which nothing is due: the schedule's, else that of the slot before its first run."""
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
