"""What stands at the head of a feed."""

from dataclasses import dataclass
from datetime import datetime

from publisher.feeds.scope import Scope
from publisher.feeds.text import title
from publisher.links import Links
from publisher.schedule import Schedule


@dataclass(frozen=True)
class Heading:
    """`addresses` by suffix ('atom', 'rss'); `page` shows the same entries.

    `made` (UTC) dates a feed that is empty.
    """

    id: str
    title: str
    subtitle: str
    language: str
    author: str
    addresses: dict[str, str]
    page: str
    made: datetime


def heading(scope: Scope, schedule: Schedule, links: Links, made: datetime) -> Heading:
    """The head of one scope's feeds, with the safety notice in it."""
    organisation = schedule.organisation
    name = title(organisation.name)
    describes = f"{title(scope.describes)}. " if scope.describes else ""
    return Heading(
        id=links.tag(f"feed/{scope.path}"),
        title=f"{name}: {title(scope.title)}" if scope.title else name,
        subtitle=f"{describes}{title(organisation.safety_notice)}",
        language=organisation.language,
        author=name,
        addresses={suffix: links.feed(scope.path, suffix) for suffix in ("atom", "rss")},
        page=links.page(scope.page),
        made=made,
    )
