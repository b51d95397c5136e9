"""The office lists, mends, releases and withdraws entries at a terminal."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.publisher.cli.office import Office
from tests.publisher.entries.samples import file

TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, capsys, monkeypatch)


def test_an_entry_walks_from_draft_to_tombstone(office: Office) -> None:
    assert "no entries" in office.run("entries", "list").out
    office.save(date=TODAY)
    assert "draft" in office.run("entries", "list").out
    assert office.run("entries", "release", "bruises").out == "Released 'bruises'.\n"
    assert "already" in office.run("entries", "release", "bruises").out
    listed = json.loads(office.run("entries", "list", "--json", "--state", "released").out)
    assert [(each["slug"], each["state"], each["for"]) for each in listed] == [("bruises", "released", [])]
    said = office.run("entries", "withdraw", "bruises", "--reason", "It was superseded.")
    assert (said.code, said.out) == (0, "'bruises' is withdrawn.\n")
    shown = office.run("entries", "show", "bruises").out
    assert "Key message, withdrawn" in shown
    assert "Why: It was superseded." in shown
    assert json.loads(office.run("entries", "show", "bruises", "--json").out)["versions"][0]["version"] == 1


def test_the_past_is_not_released_as_new_without_a_word(office: Office) -> None:
    office.save(date="2024-03")
    said = office.run("entries", "release", "bruises")
    assert said.code == 1
    assert "March 2024" in said.err
    assert "--archive" in said.err
    assert "into the archive" in office.run("entries", "release", "bruises", "--archive").out
    assert "archived" in office.run("entries", "list").out


def test_a_correction_is_made_in_the_editor(office: Office) -> None:
    office.save(date=TODAY)
    office.run("entries", "release", "bruises")
    office.editor("sed -i 's/Ring/Ring 999/' \"$1\"")
    said = office.run("entries", "edit", "bruises", "--correction", "The number was missing.", "--as", "Ann")
    assert said.out.startswith("Saved 'bruises' as version 2, correction 1.\nReaders get it once more")
    assert "The number was missing." in office.run("entries", "show", "bruises").out
    office.editor("true")
    assert office.run("entries", "edit", "bruises").out == "Nothing was changed.\n"
    office.editor("sed -i 's/999/112/' \"$1\"")
    assert "version 3, a minor version" in office.run("entries", "edit", "bruises").out


def test_the_sites_own_file_is_the_one_that_opens(office: Office) -> None:
    office.save()
    path = office.folder / "entries" / "bruises.md"
    path.parent.mkdir()
    path.write_bytes(file("Ring.\n"))
    office.editor("sed -i 's/Ring/Write/' \"$1\"")
    assert "still a draft" in office.run("entries", "edit", "bruises").out
    assert b"Write." in path.read_bytes()


def test_what_was_written_is_kept_when_it_cannot_be_read(office: Office) -> None:
    office.save()
    office.editor("sed -i 's/^kind:.*/kind: trainning/' \"$1\"")
    said = office.run("entries", "edit", "bruises")
    assert said.code == 1
    assert "Did you mean 'training'?" in said.err
    assert "is kept in" in said.out
    office.editor("sed -i 's/trainning/training/' \"$1\"")
    assert "version 2" in office.run("entries", "edit", "bruises").out


@pytest.mark.parametrize("command", ["", "/nowhere/editor", "false", "'"])
def test_an_editor_that_does_not_open_changes_nothing(office: Office, command: str) -> None:
    office.save()
    office.patch.delenv("VISUAL", raising=False)
    office.patch.setenv("EDITOR", command)
    said = office.run("entries", "edit", "bruises")
    assert said.code == 1
    assert "Traceback" not in said.err


def test_export_writes_files_back_and_asks_before_it_replaces(office: Office) -> None:
    office.save()
    folder = office.folder / "out"
    assert office.run("entries", "export", "--to", str(folder)).out.startswith("Wrote 1 entry")
    assert (folder / "bruises.md").read_bytes() == file("Ring.\n")
    assert office.run("entries", "export", "--to", str(folder)).code == 0
    (folder / "bruises.md").write_text("mine")
    assert "--overwrite" in office.run("entries", "export", "--to", str(folder)).err
    assert (folder / "bruises.md").read_text() == "mine"
    assert office.run("entries", "export", "--to", str(folder), "--overwrite").code == 0


def test_an_unknown_entry_gets_a_sentence(office: Office) -> None:
    office.save()
    for act in ("show", "edit", "release", "export"):
        said = office.run("entries", act, "bruise")
        assert (said.code, said.err) == (1, "There is no entry 'bruise'. Did you mean 'bruises'?\n")


@pytest.mark.parametrize(
    ("option", "word", "near"), [("--state", "draught", "draft"), ("--kind", "trainning", "training")]
)
def test_a_filter_nobody_knows_is_refused_with_the_nearest(
    office: Office, option: str, word: str, near: str
) -> None:
    said = office.run("entries", "list", option, word)
    assert (said.code, f"Did you mean '{near}'?" in said.err) == (1, True)
