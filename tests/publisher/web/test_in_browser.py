"""Every page in Chromium: accessible in light and dark, whole at 320 pixels, usable by keyboard alone."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, select

from benchmarks.ports import free_port
from publisher.entries import stamps, versions
from publisher.templating import open_templates
from publisher.web import create
from subscribers.tables import subscription
from tests.publisher.web.conftest import freeze, subscribe
from tests.support import databases, sites
from tests.support.serving import serving
from tests.support.sites import content, publish

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
NOW = datetime.fromisoformat("2026-09-01T08:30:00+00:00")
LONG = "Donaudampfschifffahrtsgesellschaftskapitaenskajuetentuerschluesselloch"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Engine, str]]:
    """The site's address, its database, the path of a leaving page."""
    folder = tmp_path_factory.mktemp("site")
    with databases.sqlite(folder) as engine:
        port = free_port()
        links = sites.links(f"http://127.0.0.1:{port}")
        fill(engine, folder / "outbox")
        leave = f"/leave/{links.sign('leave', subscribe(engine, NOW))}"
        templates = open_templates(folder)
        schedule = sites.schedule(folder)
        app = create(engine, schedule, links, templates, outbox=folder / "outbox", now=lambda: NOW)
        with serving(app, port) as address:
            yield address, engine, leave


def fill(engine: Engine, outbox: Path) -> None:
    before = NOW - timedelta(days=40)
    long = content(
        "long",
        kind="key-message",
        title=f"A {LONG}",
        for_=("education", "health"),
        body=f"{LONG}\n\n- one\n- two",
    )
    publish(engine, long, before)
    for number in range(6):
        publish(engine, content(f"message-{number}", kind="key-message", topics=("neglect",)), before)
    publish(
        engine, content("course", kind="training", book_by=date(2026, 9, 10), place=f"The {LONG}"), before
    )
    publish(engine, content("gone", for_=("health",)), before)
    freeze(
        engine, 1, ["long", *(f"message-{number}" for number in range(6)), "gone"], NOW - timedelta(days=9)
    )
    with engine.begin() as conn:
        better = content("message-1", kind="key-message", body="Right")
        versions.save(conn, better, "", now=NOW - timedelta(days=2), correction_note="It was wrong")
        stamps.withdraw(conn, "gone", "It named a school", NOW - timedelta(days=2))
    message = EmailMessage()
    message["Subject"], message["To"] = "The week", f"{LONG[:60]}@example.org"
    message.set_content("Hello")
    message.add_alternative(
        "<html lang='en'><title>x</title><body><main><h1>Hello</h1></main>", subtype="html"
    )
    outbox.mkdir()
    (outbox / "00000001.eml").write_bytes(bytes(message))


PAGES = [
    "/",
    "/entry/long",
    "/entry/course",
    "/entry/message-1",
    "/entry/message-1/correction-1",
    "/entry/gone",
    "/publication/messages",
    "/publication/messages/1",
    "/audience/education",
    "/topic/online",
    "/archive",
    "/archive/2026-27",
    "/feeds",
    "/outbox/",
    "/outbox/1",
    "/nowhere",
    "LEAVE",
]


@pytest.mark.parametrize(
    ("scheme", "width"),
    [pytest.param("light", 1200, marks=pytest.mark.slow), ("dark", 1200), ("light", 320)],
)
def test_every_page_is_accessible(
    scheme: str, width: int, browser: Browser, site: tuple[str, Engine, str]
) -> None:
    address, _, leave = site
    axe = Axe()
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    wrongs = []
    for path in PAGES:
        page.goto(address + (leave if path == "LEAVE" else path))
        found = axe.run(page, options=RULES)
        wrongs += [f"{path}: {one['id']} {one['nodes'][0]['html']}" for one in found.response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrongs += [f"{path} is {wide} wide"] if wide > width else []
    context.close()
    assert wrongs == []
    # axe itself asks for styles inline; what the pages' own policy refuses would be said too.
    assert [line for line in said if "404" not in line and "axe" not in line.lower()] == []


def test_text_twice_as_large_still_fits(browser: Browser, site: tuple[str, Engine, str]) -> None:
    address, _, leave = site
    page = browser.new_page(viewport={"width": 640, "height": 900}, device_scale_factor=2)
    for path in PAGES:
        page.goto(address + (leave if path == "LEAVE" else path))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    page.close()


def test_leaving_by_keyboard_alone_and_without_javascript(
    browser: Browser, site: tuple[str, Engine, str]
) -> None:
    address, engine, leave = site
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + leave)
    page.keyboard.press("Tab")
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    for _ in range(20):
        if page.locator("button:focus").count():
            break
        page.keyboard.press("Tab")
    with engine.connect() as conn:
        assert conn.scalar(select(subscription.c.state)) == "active"
    page.keyboard.press("Enter")
    page.locator("h1", has_text="You have left The week").wait_for()
    with engine.connect() as conn:
        assert conn.scalar(select(subscription.c.state)) == "ended"
    context.close()
