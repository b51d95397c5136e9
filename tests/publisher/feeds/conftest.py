"""A shelf over a small invented site."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.feeds import Document, Shelf, scopes
from tests.support import sites

Read = Callable[..., Document]


@pytest.fixture
def read(engine: Engine, tmp_path: Path, now: datetime) -> Read:
    """read('all', 'atom') is that feed at `now`, or at another moment if one is given."""
    schedule = sites.schedule(tmp_path)
    shelf = Shelf(schedule, sites.links())
    known = scopes(schedule)

    def feed(path: str = "all", suffix: str = "atom", at: datetime = now) -> Document:
        with engine.connect() as conn:
            return shelf.feed(conn, known[path], suffix, at)

    return feed
