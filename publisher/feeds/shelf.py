"""What is public, kept until it changes: the entries, and the feeds made of them."""

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from publisher.entries import reading
from publisher.entries.entry import Version
from publisher.feeds.document import Document, document
from publisher.feeds.freshness import content_version
from publisher.feeds.heading import heading
from publisher.feeds.item import items
from publisher.feeds.scope import Scope
from publisher.links import Links
from publisher.schedule import Schedule

LATEST = 50

Corrections = dict[int, tuple[Version, ...]]


@dataclass(frozen=True)
class Stock:
    """All that is public at one content version; `versions` newest publication first, tombstones included."""

    content_version: str
    versions: tuple[Version, ...]
    corrections: Corrections
    last_modified: datetime
    documents: dict[tuple[str, str], Document] = field(default_factory=dict)


class Shelf:
    """Keeps one stock and replaces it when the database has moved on. Safe to use from threads."""

    def __init__(self, schedule: Schedule, links: Links, latest: int = LATEST) -> None:
        self._schedule, self._links, self._latest = schedule, links, latest
        self._stock: Stock | None = None
        # Also because feedgen changes the process's locale for a moment when it writes a date.
        self._making = threading.Lock()

    def stock(self, conn: Connection, now: datetime) -> Stock:
        """What is public at `now`."""
        current = content_version(conn, now)
        kept = self._stock
        if kept is None or kept.content_version != current:
            kept = self._stock = _take_stock(conn, current, now)
        return kept

    def feed(self, conn: Connection, scope: Scope, suffix: str, now: datetime) -> Document:
        """One feed ('atom' or 'rss') of the latest items in `scope`."""
        stock = self.stock(conn, now)
        with self._making:
            kept = stock.documents.get((scope.path, suffix))
            if kept is None:
                taken = [version for version in stock.versions if scope.takes(version.content)]
                shown = items(taken, stock.corrections, self._schedule, self._links)[: self._latest]
                head = heading(scope, self._schedule, self._links, stock.last_modified)
                kept = document(suffix, head, shown, stock.last_modified)
                stock.documents[scope.path, suffix] = kept
        return kept


def _take_stock(conn: Connection, current: str, now: datetime) -> Stock:
    public = reading.released(conn, now, include_expired=True)
    living = tuple(version for version in public if not version.expires_at or version.expires_at > now)
    moments = [
        moment
        for version in public
        for moment in (version.saved_at, version.released_at, version.updated_at, version.expires_at)
        if moment is not None and moment <= now
    ]
    return Stock(
        content_version=current,
        versions=living,
        corrections=_corrections(conn, living),
        # Never later than the moment it is said (RFC 9110 §8.8.2.1), and in whole seconds as HTTP has it.
        last_modified=max(moments, default=datetime(1970, 1, 1, tzinfo=now.tzinfo)).replace(microsecond=0),
    )


def _corrections(conn: Connection, versions: tuple[Version, ...]) -> Corrections:
    """By entry, the version that made each correction, oldest first."""
    found: Corrections = {}
    for version in versions:
        if version.correction:
            made: defaultdict[int, list[Version]] = defaultdict(list)
            for state in reading.history(conn, version.content.slug):
                made[state.correction].append(state)
            found[version.entry_id] = tuple(states[0] for number, states in sorted(made.items()) if number)
    return found
