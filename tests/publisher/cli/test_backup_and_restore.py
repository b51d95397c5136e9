"""From a backup to a copy that sends: only when a person says so."""

from pathlib import Path

import pytest

from publisher.cli import main

SAMPLE = Path(__file__).parents[3]


def test_a_restored_copy_sends_nothing_until_a_person_confirms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PUBLISHER_SITE", str(SAMPLE))
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path / "first"))
    run(["subscribers", "import", str(SAMPLE / "people.csv")])
    run(["backup", str(tmp_path / "backup")])

    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path / "second"))
    run(["restore", str(tmp_path / "backup")])
    with pytest.raises(SystemExit) as stopped:
        main(["post"])
    assert stopped.value.code == 1
    assert "Nothing is sent: this database was restored" in capsys.readouterr().err
    run(["restore", "--confirm"])
    run(["post"])


def run(arguments: list[str]) -> None:
    """A command that must not be refused."""
    try:
        main(arguments)
    except SystemExit as stopped:
        assert stopped.code in (0, None)
