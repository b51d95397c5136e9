"""One run, one mail for each person, and what was sent stays as it was, whoever presses what how often."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from publisher.bootstrap import open_database
from publisher.entries import versions
from publisher.errors import Refused
from publisher.issues.drafts import edit
from publisher.issues.issue import latest
from publisher.settings import read_settings
from publisher.store.tables import delivery, edition, run
from tests.support import sites
from tests.support.newsroom import newsroom


def test_who_belongs_to_three_audiences_gets_one_mail_with_each_entry_once(
    engine: Engine, tmp_path: Path
) -> None:
    """F-E16: copies 1."""
    three = sites.SCHEDULE.replace(
        "topics: {", '  charities: {title: Charities, describes: Clubs, colour: "#333333"}\ntopics: {'
    )
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00", schedule=three)
    room.reader("ada", "weekly", audiences=("education", "health", "charities"))
    room.release("for-everybody")
    room.release("for-two", for_=("education", "health"))
    for audience in ("education", "health", "charities"):
        room.release(f"for-{audience}", for_=(audience,))
    room.go_to("2026-09-03 07:30")
    [mail] = [mail for mail in room.post() if "ada@" in mail["To"]]
    plain = mail.get_body(("plain",))
    assert plain is not None
    for title in ("For everybody", "For two", "For education", "For health", "For charities"):
        assert (
            plain.get_content().count(f"All that there is to say of {title.lower().replace(' ', '-')}.") == 1
        )


def test_what_is_being_sent_cannot_be_edited_and_a_new_version_changes_no_copy(
    engine: Engine, tmp_path: Path
) -> None:
    """F-E14: refused; bodies 1."""
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    for name in ("ada", "bob"):
        room.reader(name, "weekly")
    room.release("news")
    room.go_to("2026-09-03 07:30")
    with engine.begin() as conn:
        issue = latest(conn, "weekly")
        assert issue is not None
        with pytest.raises(Refused, match="what was sent cannot be changed"):
            edit(conn, issue, subject="Another", introduction="", order=["news"], by="Tom", now=room.now)
        before = conn.execute(select(edition.c.html, edition.c.text, edition.c.subject)).all()
        versions.save(conn, sites.content("news", body="Quite another text."), "", now=room.now)
    mails = [mail for mail in room.post() if "@example.org" in mail["To"] and "board" not in mail["To"]]
    with engine.begin() as conn:
        assert conn.execute(select(edition.c.html, edition.c.text, edition.c.subject)).all() == before
    assert len(mails) == 2 and len({mail["Subject"] for mail in mails}) == 1
    assert not any("Quite another" in str(mail) for mail in mails)


@pytest.mark.parametrize(
    "times", [pytest.param(3, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.soak)]
)
def test_published_by_many_hands_at_once_it_goes_once(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-E18: runs that sent 1; mails to each reader 1; the others say in a sentence that nothing is new."""
    sites.schedule(tmp_path)
    monkeypatch.setenv("PUBLISHER_SITE", str(tmp_path))
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path / "var"))
    room = newsroom(
        open_database(read_settings()),
        tmp_path,
        now=f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%d %H:%M}",
    )
    for name in ("ada", "bob"):
        room.reader(name, "weekly")
    room.release("news")
    given = [sys.executable, "-m", "publisher", "publish", "weekly", "--yes"]
    crowd = [
        subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(times)
    ]
    said = [process.communicate(timeout=120)[0] for process in crowd]
    assert not any("Traceback" in words for words in said), said
    with room.engine.begin() as conn:
        owed = Counter(conn.scalars(select(delivery.c.subscriber_id).where(delivery.c.run_id.is_not(None))))
        states = Counter(conn.scalars(select(run.c.state).where(run.c.issue_id.is_not(None))))
    room.engine.dispose()
    assert owed == {1: 1, 2: 1} and states == {"sent": 1}, said
    assert room.carried("weekly") == [["news"]]
    outbox = [path.read_text(encoding="utf-8") for path in (tmp_path / "var" / "outbox").glob("*.eml")]
    assert sum("ada@example.org" in words for words in outbox) == 1
    assert all(process.returncode in (0, 1) for process in crowd)
