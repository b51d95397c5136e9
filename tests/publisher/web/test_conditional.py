"""Cheap polling: a reader that has the document already gets three lines."""

from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.support.sites import content, publish

FEEDS = ["/feeds/all.atom", "/feeds/all.rss", "/feeds/kind/update.atom"]


@pytest.mark.parametrize("path", FEEDS)
def test_an_unchanged_feed_is_a_304_without_body(
    path: str, client: TestClient, engine: Engine, now: datetime
) -> None:
    publish(engine, content("one"), now - timedelta(days=2))
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["content-type"] == f"application/{path[-4:].strip('.')}+xml; charset=utf-8"
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    assert etag.startswith('"')
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"other", W/{etag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
        {"If-None-Match": etag, "If-Modified-Since": "Thu, 01 Jan 1998 00:00:00 GMT"},
    ):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 304, headers
        assert answer.content == b""
        assert answer.headers["etag"] == etag
        assert answer.headers["last-modified"] == modified


@pytest.mark.parametrize("path", FEEDS)
def test_a_changed_feed_is_sent_whole(path: str, client: TestClient, engine: Engine, now: datetime) -> None:
    publish(engine, content("one"), now - timedelta(days=2))
    first = client.get(path)
    publish(engine, content("two"), now - timedelta(days=1))
    for headers in (
        {"If-None-Match": first.headers["etag"]},
        {"If-Modified-Since": first.headers["last-modified"]},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Fri, 99 Foo 2100 00:00:00 GMT"},
        {"A-IM": "feed", "If-None-Match": first.headers["etag"]},
    ):
        assert client.get(path, headers=headers).status_code == 200, headers


def test_a_page_is_a_304_too_and_the_stylesheet_stays_for_ever(client: TestClient) -> None:
    page = client.get("/archive")
    assert client.get("/archive", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    address = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    sheet = client.get(address)
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["cache-control"]
    assert "#1f4e9e" in sheet.text
    assert "immutable" not in client.get("/static/site.css?v=old").headers["cache-control"]
