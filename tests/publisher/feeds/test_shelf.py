"""A feed is made once for what is public, and made anew when that changes."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from publisher.entries import stamps, versions
from publisher.feeds import Shelf, scopes
from tests.publisher.feeds.conftest import Read
from tests.support import sites
from tests.support.sites import content, publish


def test_nothing_new_is_the_very_same_document(engine: Engine, read: Read, now: datetime) -> None:
    publish(engine, content("one"), now - timedelta(days=2))
    first = read()
    assert read() is first
    assert read(at=now + timedelta(days=30)).etag == first.etag


def test_each_change_makes_another(engine: Engine, read: Read, now: datetime) -> None:
    ends = now + timedelta(days=5)
    publish(engine, content("one"), now - timedelta(days=3))
    publish(engine, content("two", expires=ends), now - timedelta(days=3))
    seen = [read()]
    with engine.begin() as conn:
        versions.save(conn, content("one", body="A word mended."), "", now=now - timedelta(hours=3))
    seen.append(read())
    with engine.begin() as conn:
        versions.save(
            conn, content("one", body="Right."), "", now=now - timedelta(hours=2), correction_note="Wrong"
        )
    seen.append(read())
    with engine.begin() as conn:
        stamps.withdraw(conn, "one", "No longer so", now - timedelta(hours=1))
    seen.append(read())
    seen.append(read(at=ends + timedelta(seconds=1)))
    assert len({document.etag for document in seen}) == len(seen)
    moments = [document.last_modified for document in seen]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)


def test_two_forms_of_one_feed_have_two_etags(engine: Engine, read: Read, now: datetime) -> None:
    publish(engine, content("one"), now)
    assert read("all", "atom").etag != read("all", "rss").etag


def test_two_servers_give_one_document(engine: Engine, read: Read, now: datetime, tmp_path: Path) -> None:
    publish(engine, content("one"), now - timedelta(days=2))
    schedule = sites.schedule(tmp_path)
    other = Shelf(schedule, sites.links())
    with engine.connect() as conn:
        document = other.feed(conn, scopes(schedule)["all"], "atom", now)
    assert document == read()
