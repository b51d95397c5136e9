"""Leaving: looking changes nothing, one click ends it, and a second changes nothing more."""

from datetime import datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from subscribers.tables import subscription, suppression
from tests.publisher.web.conftest import subscribe
from tests.support.sites import links

CLICK = {"List-Unsubscribe": "One-Click"}


def state_of(engine: Engine) -> tuple[list[str], int]:
    with engine.connect() as conn:
        states = list(conn.scalars(select(subscription.c.state)))
        return states, len(conn.execute(select(suppression)).all())


def test_looking_shows_what_it_is_and_one_button(client: TestClient, engine: Engine, now: datetime) -> None:
    path = f"/leave/{links().sign('leave', subscribe(engine, now))}"
    before = state_of(engine)
    for ask in (client.get, client.head, client.options):
        ask(path, headers={"Sec-Purpose": "prefetch"})
    page = client.get(path, params=CLICK)
    assert page.status_code == 200
    assert page.text.count("<button") == 1
    assert "Leave The week" in page.text
    assert "head@school" not in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert state_of(engine) == before == (["active"], 0)


@pytest.mark.parametrize("multipart", [False, True])
def test_one_click_in_either_encoding_ends_it_at_once(
    multipart: bool, client: TestClient, engine: Engine, now: datetime
) -> None:
    path = f"/leave/{links().sign('leave', subscribe(engine, now))}"
    form = {"files": {name: (None, value) for name, value in CLICK.items()}} if multipart else {"data": CLICK}
    for _ in range(3):
        answer = client.post(path, **form)
        assert answer.status_code == 200
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert "You have left The week" in answer.text
    assert state_of(engine) == (["ended"], 1)
    again = client.get(path)
    assert again.status_code == 200
    assert "You no longer get The week" in again.text
    assert "<button" not in again.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe=", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe=one-click", "application/x-www-form-urlencoded"),
        (b"list-unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (b'{"List-Unsubscribe": "One-Click"}', "application/json"),
        (b"List-Unsubscribe=One-Click", "text/plain"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=y"),
        (b"List-Unsubscribe=One-Click", "multipart/form-data"),
    ],
)
def test_any_other_body_is_refused_and_changes_nothing(
    body: bytes, kind: str, client: TestClient, engine: Engine, now: datetime
) -> None:
    path = f"/leave/{links().sign('leave', subscribe(engine, now))}"
    answer = client.post(f"{path}?List-Unsubscribe=One-Click", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    assert state_of(engine) == (["active"], 0)


def test_a_token_that_is_not_genuine_is_no_page(client: TestClient, engine: Engine, now: datetime) -> None:
    number = subscribe(engine, now)
    token = links().sign("leave", number)
    flipped = [f"{token[:at]}{'a' if token[at] != 'a' else 'b'}{token[at + 1 :]}" for at in range(len(token))]
    bad = [*flipped, token[:-1], f"{token}a", "", "x" * 4000, links().sign("return", number)]
    bad += [links().sign("leave", 999), token + "%00", "..%2f"]
    pages = set()
    for one in bad:
        asked, acted = client.get(f"/leave/{one}"), client.post(f"/leave/{one}", data=CLICK)
        assert {asked.status_code, acted.status_code} <= {404}
        pages |= {asked.text, acted.text}
    assert len(pages) == 1
    assert state_of(engine) == (["active"], 0)


def test_a_mail_client_that_writes_capitals_still_finds_the_page(
    client: TestClient, engine: Engine, now: datetime
) -> None:
    token = links().sign("leave", subscribe(engine, now))
    assert client.get(f"/leave/{token.upper()}").status_code == 200
