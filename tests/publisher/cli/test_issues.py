"""publisher issues: each step names the next, and what was written in an editor is never lost."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.publisher.cli.office import Office


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office(tmp_path, capsys, monkeypatch)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    office.save(date=f"{datetime.now(UTC):%Y-%m-%d}")
    office.run("entries", "release", "bruises")
    return office


def test_each_step_names_the_next(office: Office) -> None:
    assert "publisher issues submit messages --as NAME" in office.run("issues", "draft", "messages").out
    submitted = office.run("issues", "submit", "messages", "--as", "Amina")
    assert "Next, somebody else: publisher issues approve messages --as NAME" in submitted.out
    refused = office.run("issues", "approve", "messages", "--as", "amina")
    assert (refused.code, "somebody else must approve" in refused.err) == (1, True)
    approved = office.run("issues", "approve", "messages", "--as", "Tom")
    assert re.search(r"is approved\. It goes on \w+ \d+ \w+ 20\d\d, 9\.30am\.", approved.out)


def test_a_sheet_with_a_mistake_is_kept_and_can_be_given_back(office: Office) -> None:
    office.run("issues", "draft", "messages")
    office.editor("sed -i 's/^Subject:/Subject: An early word/; s/bruises  /bruses  /' \"$1\"")
    refused = office.run("issues", "edit", "messages", "--as", "Amina")
    assert refused.err.count("Did you mean 'bruises'?") == 1
    kept = re.search(r"give it back with --sheet (\S+\.md)", refused.err)
    assert kept is not None
    sheet = Path(kept[1])
    sheet.write_text(sheet.read_text().replace("bruses  ", "bruises  "))
    mended = office.run("issues", "edit", "messages", "--as", "Amina", "--sheet", str(sheet))
    assert "Subject: An early word" in mended.out


def test_an_editor_that_cannot_start_is_a_sentence(office: Office) -> None:
    office.run("issues", "draft", "messages")
    office.patch.setenv("EDITOR", "/no/such/editor")
    office.patch.delenv("VISUAL", raising=False)
    refused = office.run("issues", "edit", "messages")
    assert refused.err == (
        "EDITOR: '/no/such/editor' cannot be started (No such file or directory). "
        "Set it to the editor you like: export EDITOR=nano.\n"
    )
