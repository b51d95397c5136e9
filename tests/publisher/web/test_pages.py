"""What visitors find: the latest, each entry whole, what an issue brought to whom."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from publisher.entries import stamps, versions
from publisher.entries.entry import Enclosure, EntryDate, Relation
from publisher.issues import drafts
from publisher.templating import open_templates
from publisher.web import create
from tests.publisher.web.conftest import freeze
from tests.support import sites
from tests.support.sites import BASE, content, publish

NOTICE = "If you are worried about a child, ring 01632 960 100."


def a_site(engine: Engine, now: datetime) -> None:
    long_ago = now - timedelta(days=40)
    publish(
        engine, content("message", kind="key-message", for_=("education",), title="Ask the child"), long_ago
    )
    publish(engine, content("for-all", kind="key-message", except_=("health",)), long_ago)
    publish(engine, content("old-guide", kind="resource"), long_ago)
    publish(
        engine,
        content(
            "new-guide",
            kind="resource",
            topics=("neglect",),
            relations=(Relation("replaces", "old-guide"),),
            enclosure=Enclosure("https://board.example.org/guide.pdf", "application/pdf", 455130),
            link="https://www.board.example.org/guide",
            author="Guide group",
        ),
        now - timedelta(days=3),
    )
    publish(
        engine,
        content(
            "course",
            kind="training",
            starts=datetime(2026, 10, 6, 8, 30, tzinfo=UTC),
            book_by=date(2026, 9, 10),
            place="Corn Hall",
        ),
        now - timedelta(days=3),
    )
    publish(engine, content("archived", date=EntryDate(2025, 3)), now - timedelta(days=1), archived=True)
    freeze(engine, 1, ["message", "for-all"], now - timedelta(days=30))


def test_the_front_page_shows_the_latest_issue_what_comes_and_what_is_new(
    client: TestClient, engine: Engine, now: datetime
) -> None:
    a_site(engine, now)
    page = client.get("/").text
    assert NOTICE in page
    assert '<a href="/publication/messages/1">Key messages, no. 1</a>' in page
    assert "No issue yet; it goes out every Thursday at 8.30am" in page
    assert page.index("Coming up") < page.index("Booking closes Thursday 10 September (in 9 days)")
    assert page.count('href="/entry/course"') == 1
    assert "<h2>Resources</h2>" in page
    assert '<li class="mark mark-education">Education</li>' in page


def test_an_entry_page_says_all_there_is(client: TestClient, engine: Engine, now: datetime) -> None:
    a_site(engine, now)
    page = client.get("/entry/new-guide").text
    assert "<h1>New guide</h1>" in page
    assert "All that there is to say of <em>new-guide</em>." in page
    assert "Download the file: New guide (PDF, 444 KB)" in page
    assert "New guide: more on board.example.org" in page
    assert 'Replaces <a href="/entry/old-guide">' in page
    assert "by Guide group" in page
    assert 'Replaced by <a href="/entry/new-guide">' in client.get("/entry/old-guide").text


def test_a_correction_has_its_page_and_is_named_on_the_entry(
    client: TestClient, engine: Engine, now: datetime
) -> None:
    a_site(engine, now)
    better = content("message", kind="key-message", for_=("education",), title="Ask the child", body="Better")
    with engine.begin() as conn:
        versions.save(conn, better, "", now=now - timedelta(days=1), correction_note="The number was wrong")
    assert "The number was wrong" in client.get("/entry/message").text
    page = client.get("/entry/message/correction-1").text
    assert "Correction, 31 August 2026" in page
    assert "The number was wrong" in page
    assert client.get("/entry/message/correction-2").status_code == 404
    assert client.get("/entry/message/correction-x").status_code == 404
    issue = client.get("/publication/messages/1").text
    assert "Corrected since this issue went." in issue
    assert "Better" not in issue


def test_a_withdrawn_entry_says_so_and_nothing_else(
    client: TestClient, engine: Engine, now: datetime
) -> None:
    a_site(engine, now)
    with engine.begin() as conn:
        stamps.withdraw(conn, "message", "It named a school.", now)
    for path in ("/entry/message", "/publication/messages/1"):
        page = client.get(path).text
        assert "Withdrawn on 1 September 2026." in page
        assert "It named a school." in page
        assert "to say of <em>message" not in page
    assert "Ask the child" not in client.get("/").text


def test_an_issue_shows_every_entry_and_whom_it_was_for(
    client: TestClient, engine: Engine, now: datetime
) -> None:
    a_site(engine, now)
    page = client.get("/publication/messages/1").text
    assert "<h1>Key messages, no. 1</h1>" in page
    assert "Dear <strong>colleagues</strong>," in page
    assert '<li class="mark mark-education">Education</li>' in page
    assert "<li>For everyone</li>" in page
    assert "<li>not Health</li>" in page
    assert "All that there is to say of <em>message</em>." in page


def test_a_publication_says_when_it_goes_and_lists_its_issues(
    client: TestClient, engine: Engine, now: datetime
) -> None:
    a_site(engine, now)
    page = client.get("/publication/messages").text
    assert "On the first working day of March, June, September and December at 9.30am" in page
    assert '<a href="/publication/messages/1">No. 1: Ask, and write it down</a>' in page


def test_the_archive_has_years_that_begin_in_april(client: TestClient, engine: Engine, now: datetime) -> None:
    a_site(engine, now)
    page = client.get("/archive").text
    assert "Our years begin in April." in page
    assert page.index("/archive/2026-27") < page.index("/archive/2024-25")
    year = client.get("/archive/2024-25").text
    assert "<h2>March 2025</h2>" in year
    assert 'href="/entry/archived"' in year
    assert client.get("/archive/2019-20").status_code == 404


@pytest.mark.parametrize("path", ["/audience/education", "/kind/resource", "/topic/neglect"])
def test_each_subject_offers_its_own_feed(
    path: str, client: TestClient, engine: Engine, now: datetime
) -> None:
    a_site(engine, now)
    page = client.get(path).text
    for suffix in ("atom", "rss"):
        kind = f'type="application/{suffix}+xml"'
        assert f'href="{BASE}/feeds{path}.{suffix}"' in page
        assert kind in page
    assert client.get(f"{path}x").status_code == 404


def test_a_long_list_comes_in_pages(client: TestClient, engine: Engine, now: datetime) -> None:
    for number in range(27):
        publish(engine, content(f"entry-{number}"), now - timedelta(days=30 - number))
    first, second = client.get("/kind/update").text, client.get("/kind/update?page=2").text
    assert "Page 1 of 2" in first
    assert 'href="/entry/entry-0"' in second
    assert client.get("/kind/update?page=3").status_code == 404
    assert client.get("/kind/update?page=%20").status_code == 404


def test_the_feeds_page_names_every_feed(client: TestClient) -> None:
    page = client.get("/feeds").text
    for path in ("all", "audience/health", "kind/alert", "topic/online"):
        assert f"{BASE}/feeds/{path}.atom" in page
        assert client.get(f"/feeds/{path}.rss").status_code == 200


def test_what_is_not_public_is_not_there(client: TestClient, engine: Engine, now: datetime) -> None:
    publish(engine, content("ahead"), now + timedelta(days=1))
    with engine.begin() as conn:
        versions.save(conn, content("draft"), "", now=now)
    assert client.get("/entry/ahead").status_code == 404
    assert client.get("/entry/draft").status_code == 404
    assert "ahead" not in client.get("/").text


def test_markup_in_an_entry_is_only_text(client: TestClient, engine: Engine, now: datetime) -> None:
    bad = "<script>alert(1)</script>"
    publish(engine, content("bad", title=bad, summary=bad, body=bad, author=bad, place=bad), now)
    for path in ("/", "/entry/bad", "/kind/update", "/feeds/all.atom", "/feeds/all.rss"):
        assert "<script" not in client.get(path).text


def test_an_empty_site_says_what_will_stand_here(client: TestClient) -> None:
    assert "Nothing has been published yet." in client.get("/").text
    assert "Nothing has been published yet." in client.get("/archive").text
    assert "No issue has gone out yet." in client.get("/publication/messages").text


def test_no_template_of_a_site_can_drop_the_safety_notice(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    own = tmp_path / "templates" / "web" / "base.html"
    own.parent.mkdir(parents=True)
    own.write_text("<html><body>{% block name %}{% endblock %}{% block main %}{% endblock %}</body></html>")
    templates = open_templates(tmp_path)
    app = create(engine, sites.schedule(tmp_path), sites.links(), templates, outbox=None, now=lambda: now)
    with TestClient(app, base_url=BASE) as client:
        assert f"<p>{NOTICE}</p></body>" in client.get("/archive").text


def test_a_broken_template_of_a_site_breaks_its_page_and_no_more(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    own = tmp_path / "templates" / "web" / "base.html"
    own.parent.mkdir(parents=True)
    own.write_text("<html><body>{{ organisation.nmae }}")
    templates = open_templates(tmp_path)
    app = create(engine, sites.schedule(tmp_path), sites.links(), templates, outbox=None, now=lambda: now)
    with TestClient(app, base_url=BASE) as client:
        answer = client.get("/")
        assert answer.status_code == 500
        assert "Something went wrong here" in answer.text
        assert "nmae" not in answer.text
        assert client.get("/feeds/all.atom").status_code == 200


def test_an_issue_is_nobody_s_to_read_before_it_has_gone(
    client: TestClient, engine: Engine, tmp_path: Path, now: datetime
) -> None:
    publish(engine, content("secret", kind="key-message"), now - timedelta(days=1))
    with engine.begin() as conn:
        drafted = drafts.draft(conn, sites.schedule(tmp_path).publications["messages"], now=now)
    assert drafted is not None
    assert client.get(f"/publication/messages/{drafted.number}").status_code == 404
    publish(engine, content("secret-too", kind="key-message"), now - timedelta(days=1))
    freeze(engine, drafted.number + 1, ["secret-too"], now + timedelta(minutes=1))
    assert client.get(f"/publication/messages/{drafted.number + 1}").status_code == 404
    assert "no. " not in client.get("/publication/messages").text
