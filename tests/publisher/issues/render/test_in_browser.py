"""Every mail in Chromium: narrow and wide, light, dark and inverted by force; axe finds nothing."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from publisher.issues.render import service_mail
from publisher.templating import open_templates
from tests.publisher.issues.render import cast
from tests.publisher.issues.render.cast import SITE, rendered, sample, written

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def mails() -> dict[str, str]:
    """One mail of each sort, and one with what does not want to fit."""
    awkward = written(1, LONG, f"{LONG}\n\n| a | b |\n|---|---|\n| {LONG} | x |\n\n    {LONG}\n\n> {LONG}")
    service, _ = service_mail(
        open_templates(SITE), cast.schedule().organisation, "Approval wanted", (LONG,), commands=(LONG,)
    )
    return {
        "issue": rendered(sample(["key-message"], 6), introduction="Dear *colleagues*,")[0].html,
        "digest": rendered(sample(["training", "deadline", "resource"], 7), "weekly")[0].html,
        "alert": rendered(sample(["alert"], 1), "alerts")[0].html,
        "awkward": rendered([awkward], "weekly")[0].html,
        "service": service,
    }


SORTS = ("issue", "digest", "alert", "awkward", "service")


def opened(browser: Browser, html: str, width: int = 600, scheme: str = "light") -> Page:
    dark = scheme == "dark"
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    page.set_content(html)
    return page


@pytest.mark.parametrize("sort", SORTS)
def test_a_mail_never_scrolls_sideways_and_is_one_column(
    browser: Browser, mails: dict[str, str], sort: str
) -> None:
    page = opened(browser, mails[sort])
    for width, column in ((320, 320), (600, 600), (1200, 600)):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("table.page").bounding_box()["width"] == column  # type: ignore[index] # a missing box fails the test
    page.close()


@pytest.mark.parametrize(
    ("sort", "scheme"), [*((sort, "light") for sort in SORTS), ("issue", "dark"), ("alert", "dark")]
)
def test_axe_finds_nothing(browser: Browser, mails: dict[str, str], sort: str, scheme: str) -> None:
    page = opened(browser, mails[sort], 320, scheme)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.close()


def test_the_dark_is_our_own(browser: Browser, mails: dict[str, str]) -> None:
    page = opened(browser, mails["issue"], 600, "dark")
    ground = "getComputedStyle(document.querySelector('td.entry')).backgroundColor"
    assert page.evaluate(ground) == "rgb(24, 23, 21)"
    page.close()


@pytest.mark.parametrize("sort", SORTS)
def test_wherever_a_colour_is_set_its_ground_is_set_too(
    browser: Browser, mails: dict[str, str], sort: str
) -> None:
    page = opened(browser, mails[sort])
    alone = page.evaluate(
        "[...document.querySelectorAll('[style]')].map(e => e.getAttribute('style'))"
        ".filter(s => /(^|;)\\s*color:/.test(s) && !/background-color:/.test(s))"
    )
    assert alone == []
    page.close()


def test_what_a_finger_has_to_hit_is_large_enough(browser: Browser, mails: dict[str, str]) -> None:
    page = opened(browser, mails["digest"], 320)
    near = page.evaluate(
        "[...document.querySelectorAll('.contents li, p.go, p.links')].filter(e => "
        "e.getBoundingClientRect().height < 24).length"
    )
    assert near == 0
    page.close()
