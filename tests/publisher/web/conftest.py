"""The site over a small invented database, asked as a browser asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert

from publisher.entries import reading
from publisher.store.tables import issue, issue_entry
from publisher.templating import open_templates
from publisher.web import create
from subscribers.choices import choice_id
from subscribers.tables import subscriber, subscription
from tests.support import sites


@pytest.fixture
def app(engine: Engine, tmp_path: Path, now: datetime) -> FastAPI:
    """The site at `now`, showing the outbox folder `outbox` of the test's own folder."""
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    templates = open_templates(tmp_path)
    return create(engine, sites.schedule(tmp_path), sites.links(), templates, outbox=outbox, now=lambda: now)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A visitor of the site by its public name."""
    with TestClient(app, base_url=sites.BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture
def local(app: FastAPI) -> Iterator[TestClient]:
    """A visitor on the machine itself."""
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def subscribe(engine: Engine, now: datetime, publication: str = "weekly") -> int:
    """One active subscription; its id."""
    with engine.begin() as conn:
        choice = choice_id(conn, {"education"}, set(), "en-GB", "html")
        person = conn.scalar(
            insert(subscriber)
            .values(address="head@school.example.org", address_key="head@school.example.org", created_at=now)
            .returning(subscriber.c.id)
        )
        return int(
            conn.scalar(
                insert(subscription)
                .values(
                    subscriber_id=person,
                    publication=publication,
                    choice_id=choice,
                    state="active",
                    created_at=now,
                    active_at=now,
                )
                .returning(subscription.c.id)
            )
            or 0
        )


def freeze(
    engine: Engine, number: int, slugs: list[str], at: datetime, publication: str = "messages"
) -> None:
    """An issue that went at a moment, with these entries as they now stand."""
    with engine.begin() as conn:
        made = conn.scalar(
            insert(issue)
            .values(
                publication=publication,
                number=number,
                state="frozen",
                subject="Ask, and write it down",
                introduction="Dear **colleagues**,\n\nread this.",
                drafted_at=at - timedelta(days=1),
                frozen_at=at,
                window_to=at,
            )
            .returning(issue.c.id)
        )
        for position, slug in enumerate(slugs):
            version = reading.known(conn, slug)
            conn.execute(
                insert(issue_entry).values(
                    issue_id=made,
                    publication=publication,
                    entry_id=version.entry_id,
                    correction=version.correction,
                    version_id=version.id,
                    position=position,
                )
            )
