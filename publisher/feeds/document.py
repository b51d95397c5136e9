"""A feed as it is served: bytes, their strong ETag, when they last changed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from publisher.feeds import atom, rss
from publisher.feeds.heading import Heading
from publisher.feeds.item import Item

Write = Callable[[Heading, Sequence[Item]], bytes]

WRITERS: Mapping[str, tuple[str, Write]] = MappingProxyType(
    {"atom": (atom.TYPE, atom.atom), "rss": (rss.TYPE, rss.rss)}
)


@dataclass(frozen=True)
class Document:
    """One representation of a feed (RFC 9110 §8.8): the ETag is of these very bytes, quotes included."""

    body: bytes
    type: str
    etag: str
    last_modified: datetime


def document(suffix: str, heading: Heading, items: Sequence[Item], last_modified: datetime) -> Document:
    """The feed as 'atom' or 'rss'. `last_modified` is UTC."""
    media, write = WRITERS[suffix]
    body = write(heading, items)
    return Document(body, media, f'"{hashlib.sha256(body).hexdigest()[:32]}"', last_modified)
