"""SQL: one cheap question that tells whether anything readers may see has changed."""

from datetime import datetime

from sqlalchemy import Connection, case, func, select

from publisher.store.tables import entry


def content_version(conn: Connection, now: datetime) -> str:
    """A text that differs whenever what is public at `now` differs: a release, a version, an end."""
    over = case((entry.c.expires_at <= now, 1), else_=0)
    found = conn.execute(
        select(
            func.count(),
            func.sum(entry.c.version_id),
            func.max(entry.c.updated_at),
            func.count(entry.c.withdrawn_at),
            func.sum(over),
        ).where(entry.c.released_at <= now)
    ).one()
    return " ".join(map(str, found))
