"""Takes the README's two pictures from a demo that is serving: `make images`."""

import re
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

SITE = "http://127.0.0.1:8000"
IMAGES = Path(__file__).parents[2] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
MOST_PAGES = 50
SUBJECT = "Debts, sleepless nights and honest disagreement"


def take() -> None:
    """mail.png: the June issue as one reader got it; page.png: the same issue on the web."""
    number = next(found for page in range(1, MOST_PAGES) if (found := _mail_on(page)))
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        for name, path, width in (
            ("mail", f"outbox/{number}/html", 600),
            ("page", "publication/key-messages/3", 900),
        ):
            page = browser.new_page(viewport={"width": width, "height": width * 3 // 2})
            page.goto(f"{SITE}/{path}")
            page.screenshot(path=str(IMAGES / f"{name}.png"))
        browser.close()


def _mail_on(page: int) -> str:
    with urlopen(f"{SITE}/outbox/?page={page}") as answer:  # noqa: S310 - our own site on loopback
        found = re.search(rf'href="/outbox/(\d+)"[^>]*>\s*{SUBJECT}', answer.read().decode())
    return found[1] if found else ""


if __name__ == "__main__":
    take()
