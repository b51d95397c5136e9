"""Around every page: safe headers, known hosts, HEAD, errors written like the rest, no token in the log."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from publisher.entries import versions
from publisher.web.guard import LARGEST_BODY, safe_headers
from tests.publisher.web.conftest import freeze, subscribe
from tests.support.sites import BASE, content, links, publish


def every_address(app: FastAPI, engine: Engine, now: datetime, outbox: Path) -> list[str]:
    """One address for each route there is."""
    publish(engine, content("one"), now - timedelta(days=2))
    freeze(engine, 1, ["one"], now - timedelta(days=1))
    with engine.begin() as conn:
        versions.save(conn, content("one", body="Right."), "", now=now, correction_note="Wrong")
    (outbox / "00000001.eml").write_bytes(b"Subject: x\r\nTo: a@example.org\r\n\r\nx\r\n")
    given = {
        "slug": "one",
        "token": links().sign("leave", subscribe(engine, now)),
        "year": "2026-27",
        "name:path": "all.atom",
    }
    found = []
    joined = [getattr(one, "original_router", app.router) for one in app.routes]
    for route in [route for router in joined for route in router.routes if isinstance(route, APIRoute)]:
        path = route.path
        keys = {"key": "messages" if "publication" in path else "education"}
        keys |= {"number": "1"}
        if "/topic" in path or "/kind" in path:
            keys["key"] = "neglect" if "/topic" in path else "update"
        for name, value in (given | keys).items():
            path = path.replace(f"{{{name}}}", value)
        found.append(path)
    return found


def test_every_route_answers_with_safe_headers(
    app: FastAPI, engine: Engine, now: datetime, tmp_path: Path
) -> None:
    addresses = every_address(app, engine, now, tmp_path / "outbox")
    assert len(addresses) > 15
    with TestClient(app, base_url="https://127.0.0.1", follow_redirects=False) as client:
        for path in [*addresses, "/entry/none", "/nowhere"]:
            answer = client.get(path)
            assert answer.status_code == (404 if path.endswith(("none", "nowhere")) else 200), path
            for name in safe_headers(BASE):
                assert name in answer.headers, (path, name)
            policy = answer.headers["content-security-policy"]
            mail = path.endswith("/html")
            assert ("unsafe-inline" in policy) == mail
            assert "default-src 'none'" in policy
            assert f"frame-ancestors {chr(39)}{'self' if mail else 'none'}{chr(39)}" in policy
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "set-cookie" not in answer.headers
            if not mail:
                assert "style=" not in answer.text.replace("&lt;", "")
                assert "<script" not in answer.text


def test_head_is_get_without_the_body(app: FastAPI, engine: Engine, now: datetime, tmp_path: Path) -> None:
    addresses = every_address(app, engine, now, tmp_path / "outbox")
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        for path in addresses:
            whole, head = client.get(path), client.head(path)
            assert head.status_code == whole.status_code
            assert head.content == b""
            assert head.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize(
    "host", ["evil.example", "board.example.org.evil.example", "", "127.0.0.1.nip.io", "[::2]"]
)
def test_a_name_that_is_not_ours_is_refused(host: str, client: TestClient) -> None:
    answer = client.get("/", headers={"Host": host, "X-Forwarded-Host": "board.example.org"})
    assert answer.status_code == 421
    assert host not in answer.text or not host


def test_addresses_come_from_the_settings_and_not_from_the_request(app: FastAPI) -> None:
    with TestClient(app, base_url="http://localhost:9999") as client:
        page = client.get("/feeds", headers={"X-Forwarded-Host": "evil.example"}).text
    assert f"{BASE}/feeds/all.atom" in page
    assert "evil" not in page
    assert "9999" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/entry/none",
        "/publication/messages/99999999999",
        "/publication/x",
        "/feeds/x.atom",
        "/feeds/all.xml",
        "/Archive",
        "/archive/",
        "/publication/messages/١",
    ],
)
def test_what_is_not_there_is_a_page_that_helps(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "ring 01632 960 100" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_can_only_be_read(method: str, client: TestClient) -> None:
    answer = client.request(method, "/")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert "This page cannot do that" in answer.text


def test_a_request_too_large_is_refused_early_and_late(client: TestClient) -> None:
    path = f"/leave/{links().sign('leave', 1)}"
    assert client.post(path, content=b"x" * (LARGEST_BODY + 1)).status_code == 413
    pieces = (b"x" * 100_000 for _ in range(30))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(path, content=pieces, headers=form).status_code == 413


def test_what_goes_wrong_here_is_a_page_too_and_keeps_its_reasons_to_itself(
    client: TestClient, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE entry RENAME TO entry_gone")
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "entry" not in answer.text.replace("entries", "")
    assert "content-security-policy" in answer.headers
    assert "GET / failed" in caplog.text


def test_the_log_holds_no_token(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    token = links().sign("leave", 7)
    with caplog.at_level(logging.INFO, logger="publisher.web"):
        client.get(f"/leave/{token}")
        client.post(f"/leave/{token}/more", data={"a": "b"})
    assert "GET /leave/*** 404" in caplog.text
    assert token not in caplog.text
