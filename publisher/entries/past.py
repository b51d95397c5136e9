"""The past is not mailed: what is dated long ago goes out as new only by a person's word."""

from datetime import datetime, timedelta

from publisher.entries.entry import Content

OLD = timedelta(days=60)


def is_past(content: Content, now: datetime) -> bool:
    """Whether the whole of the date that an entry bears was over more than sixty days before `now`."""
    return content.date is not None and content.date.last_day < (now - OLD).date()
