"""The outbox: every mail as its reader would see it, on this machine only."""

from email.message import EmailMessage
from pathlib import Path

from fastapi.testclient import TestClient


def put(
    folder: Path, number: int, html: str = "<p style='color: red'>Hello</p><script>alert(1)</script>"
) -> None:
    message = EmailMessage()
    message["Subject"] = f"Issue {number} – for <you>"
    message["To"] = "ann@example.org"
    message["List-Unsubscribe"] = "<https://board.example.org/leave/secret>"
    message.set_content("Hello in plain text")
    message.add_alternative(html, subtype="html")
    (folder / f"{number:08d}.eml").write_bytes(bytes(message))


def test_the_newest_mail_comes_first_and_many_in_pages(local: TestClient, tmp_path: Path) -> None:
    for number in range(1, 53):
        put(tmp_path / "outbox", number)
    (tmp_path / "outbox" / ".00000099.7").write_bytes(b"half a mail")
    page = local.get("/outbox/").text
    assert page.index("Issue 52") < page.index("Issue 51")
    assert "for &lt;you&gt;" in page
    assert "These 52 would have gone" in page
    assert 'href="/outbox/1"' in local.get("/outbox/?page=2").text


def test_a_mail_is_shown_as_html_text_and_source(local: TestClient, tmp_path: Path) -> None:
    put(tmp_path / "outbox", 7)
    page = local.get("/outbox/7")
    assert "<h1>Issue 7 – for &lt;you&gt;</h1>" in page.text
    assert "Hello in plain text" in page.text
    assert "<script" not in page.text
    assert 'src="/outbox/7/html"' in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    html = local.get("/outbox/7/html")
    policy = html.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert html.headers["x-frame-options"] == "SAMEORIGIN"
    source = local.get("/outbox/7/source")
    assert source.headers["content-type"] == "text/plain; charset=utf-8"
    assert b"List-Unsubscribe:" in source.content
    assert "no-store" in source.headers["cache-control"]


def test_the_outbox_is_for_this_machine_only(client: TestClient, local: TestClient, tmp_path: Path) -> None:
    put(tmp_path / "outbox", 7)
    for path in ("/outbox/", "/outbox/7", "/outbox/7/html", "/outbox/7/source"):
        assert local.get(path).status_code == 200
        assert client.get(path).status_code == 404
        assert local.get(path, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_a_mail_that_is_not_there_is_no_page(local: TestClient) -> None:
    for number in ("1", "0", "-1", "..%2fpublisher.db", "x", "9" * 40):
        assert local.get(f"/outbox/{number}").status_code == 404
    assert "The outbox is empty" in local.get("/outbox/").text
