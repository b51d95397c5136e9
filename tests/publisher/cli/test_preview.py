"""An editor looks at a mail before anybody gets it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from publisher.bootstrap import open_database
from publisher.store.tables import issue, run
from tests.publisher.cli.office import Office

TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(tmp_path, capsys, monkeypatch)
    made.save(date=TODAY)
    made.run("entries", "release", "bruises")
    return made


def test_what_is_due_is_shown_as_plain_text_and_nothing_is_written(office: Office) -> None:
    said = office.run("preview", "weekly", "--for", "health")
    assert said.code == 0
    assert said.out.startswith("Subject: The week, ")
    assert "Your choice: Health; all topics." in " ".join(said.out.split())
    assert "xslot" not in said.out
    with open_database(office.settings).begin() as conn:
        assert conn.execute(select(func.count()).select_from(issue)).scalar_one() == 0
        assert conn.execute(select(func.count()).select_from(run)).scalar_one() == 0


def test_the_html_goes_into_a_file(office: Office) -> None:
    path = office.folder / "mail.html"
    said = office.run("preview", "messages", "--out", str(path))
    assert "1 entry, " in said.out and "Written to" in said.out
    html = path.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert "xslot" not in html


def test_an_editor_mails_it_to_herself(office: Office) -> None:
    said = office.run("preview", "weekly", "--mail", "ann@example.org")
    assert "Sent to ann@example.org: The week, " in said.out
    [letter] = sorted((office.folder / "var" / "outbox").glob("*.eml"))
    assert b"Subject: Preview: The week, " in letter.read_bytes()
    assert b"To: ann@example.org" in letter.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["weekly", "--for", "helth"], "there is no audience 'helth'. Did you mean 'health'?"),
        (["weekly", "--topic", "onlin"], "there is no topic 'onlin'. Did you mean 'online'?"),
        (["weekli"], "There is no publication 'weekli'. Did you mean 'weekly'?"),
        (["weekly", "--mail", "ann"], "'ann' is no address"),
        (["weekly", "--out", "/no/such/folder/mail.html"], "the file cannot be written"),
    ],
)
def test_a_wrong_word_is_one_sentence(office: Office, arguments: list[str], said: str) -> None:
    refused = office.run("preview", *arguments)
    assert refused.code == 1
    assert said in refused.err


def test_with_nothing_due_there_is_nothing_to_show(office: Office) -> None:
    office.run("entries", "withdraw", "bruises", "--reason", "Superseded.")
    said = office.run("preview", "weekly")
    assert (said.code, said.err) == (1, "Nothing is due in weekly. Release entries for it.\n")
