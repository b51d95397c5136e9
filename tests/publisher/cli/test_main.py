"""The command line answers quickly, and refuses in sentences."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.cli.table import COMMANDS
from publisher.store import engine
from tests.publisher.cli.office import Office, Said


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    said = capsys.readouterr().out
    assert all(f"  {name}" in said and command.line in said for name, command in COMMANDS.items())


def test_help_imports_nothing_heavy() -> None:
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from publisher.cli import main; main(['--help']); print(*sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not {"typer", "sqlalchemy", "fastapi", "pydantic", "jinja2"} & set(seen.split())


def test_an_unknown_command_is_wrong_usage_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["isues"])
    assert stopped.value.code == 2
    assert "Did you mean 'issues'?" in capsys.readouterr().err


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, capsys, monkeypatch)


def refused(office: Office, setting: str, value: Path | str) -> str:
    office.patch.setenv(setting, str(value))
    said: Said = office.run("entries", "list")
    assert said.code == 1
    assert said.err.count("\n") == 1
    return said.err


def test_a_file_where_a_folder_is_needed_is_a_sentence(office: Office) -> None:
    (office.folder / "file").touch()
    assert "file is a file, where a folder is needed" in refused(
        office, "PUBLISHER_VAR", office.folder / "file"
    )
    assert "leads through a file" in refused(office, "PUBLISHER_VAR", office.folder / "file/var")


def test_a_database_that_is_none_is_a_sentence(office: Office) -> None:
    (office.folder / "text.db").write_text(
        "Minutes of the meeting of the Executive, and more of that kind.\n" * 40
    )
    url = f"sqlite:///{office.folder}"
    assert "no SQLite database" in refused(office, "PUBLISHER_DATABASE_URL", f"{url}/text.db")
    assert "cannot be opened" in refused(office, "PUBLISHER_DATABASE_URL", url)
    nobody = "postgresql://u:canary@127.0.0.1:1/x"
    said = refused(office, "PUBLISHER_DATABASE_URL", nobody)
    assert "the database server does not answer" in said
    assert "canary" not in said


def test_a_database_that_somebody_holds_is_a_sentence(office: Office) -> None:
    assert office.run("entries", "list").code == 0
    office.patch.setattr(engine, "SQLITE_WAIT_MS", 50)
    holder = sqlite3.connect(office.settings.var / "publisher.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        said = office.run("entries", "release", "none")
    finally:
        holder.close()
    assert said.code == 1
    assert "kept the database to itself for too long" in said.err


def test_a_sentence_without_a_place_begins_with_a_capital(office: Office) -> None:
    assert office.run("entries", "show", "none").err.startswith("There is no entry 'none'.")


@pytest.mark.parametrize("left", [b"", b"\xf7" * 40])
def test_a_damaged_secret_key_is_a_sentence_that_names_the_file(office: Office, left: bytes) -> None:
    office.settings.var.mkdir()
    (office.settings.var / "secret_key").write_bytes(left)
    said = office.run("issues", "list")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert f"{office.settings.var / 'secret_key'}: the key that was made here is damaged" in said.err


def test_a_damaged_mark_of_the_installation_locks_it(office: Office) -> None:
    office.run("issues", "list")
    (office.settings.var / "instance").write_bytes(b"\xca\xfe")
    assert "was restored, or copied from another installation" in office.run("post").err
