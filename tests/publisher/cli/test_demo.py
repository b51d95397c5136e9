"""The demo plays beside a real site, never in it."""

from pathlib import Path

import pytest

from publisher import cli


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as left:
        cli.main(["demo", "--once"])
    assert left.value.code == 1
    return capsys.readouterr().err


def test_the_demo_keeps_away_from_a_real_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path))
    (tmp_path / "publisher.db").write_bytes(b"precious")
    assert "a real site keeps its database" in refused(capsys)
    assert (tmp_path / "publisher.db").read_bytes() == b"precious"
    assert [path.name for path in tmp_path.iterdir()] == ["publisher.db"]


def test_the_demo_keeps_away_from_a_database_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path))
    monkeypatch.setenv("PUBLISHER_DATABASE_URL", f"sqlite:///{tmp_path / 'named.db'}")
    assert "PUBLISHER_DATABASE_URL" in refused(capsys)
    assert list(tmp_path.iterdir()) == []
