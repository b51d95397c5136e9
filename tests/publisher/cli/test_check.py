"""publisher check: a person who has written something asks whether it is right."""

import json
from pathlib import Path

import pytest

from publisher.cli import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample's schedule, in a folder of its own, with nothing else set."""
    monkeypatch.setenv("PUBLISHER_SITE", str(tmp_path))
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path / "var"))
    (tmp_path / "schedule.yaml").write_bytes((ROOT / "schedule.yaml").read_bytes())
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["check", *arguments])
    assert left.value.code == 1
    said = capsys.readouterr()
    return said.err or said.out


def fine(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["check", *arguments])
    said = capsys.readouterr()
    assert left.value.code == 0, said.err
    return said.out


def test_what_is_right_is_read_back_in_words(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = fine(capsys)
    assert "All is in order: 3 audiences, 7 topics, 5 publications." in said
    assert "The Westmere week (digest) goes every Thursday at 8.30am." in said
    assert "Next: Thursday " in said


def test_a_check_leaves_nothing_behind(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine(capsys)
    assert [path.name for path in site.iterdir()] == ["schedule.yaml"]


def test_a_mistake_in_the_schedule_has_its_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schedule = site / "schedule.yaml"
    schedule.write_text(schedule.read_text().replace("weekly: thursday", "weekly: thirsday"))
    said = refused(capsys)
    assert said.startswith("schedule.yaml, line ")
    assert "'thirsday' is no day of the week. Did you mean 'thursday'?" in said


def test_faults_of_schedule_and_templates_come_together(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "schedule.yaml").write_text("nothing: here\n")
    (site / "templates/email").mkdir(parents=True)
    (site / "templates/email/own.html").write_text("<p>\n{% if %}</p>\n")
    said = refused(capsys)
    assert "there is no key 'nothing' here" in said
    assert "own.html, line 2" in said


def test_a_template_that_only_fails_when_it_is_used_is_found(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "templates/email").mkdir(parents=True)
    (site / "templates/email/issue.txt").write_text("{{ subjct }}\n")
    assert "issue.txt" in refused(capsys)


@pytest.mark.parametrize(
    "page", sorted(path.name for path in (ROOT / "templates/web").iterdir() if path.name != "parts.html")
)
def test_a_page_that_only_fails_when_it_is_shown_is_found(
    page: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "templates/web").mkdir(parents=True)
    (site / "templates/web" / page).write_text("\n{{ organisatoin.name }}\n")
    said = refused(capsys)
    assert f"templates/web/{page}, line 2: 'organisatoin' is undefined. Did you mean 'organisation'?" in said


def test_a_mistake_in_what_only_ended_entries_show_is_found(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "templates/web").mkdir(parents=True)
    parts = (ROOT / "templates/web/parts.html").read_text()
    (site / "templates/web/parts.html").write_text(parts.replace("entry.expired }}", "entry.expire }}"))
    assert "parts.html, line " in refused(capsys)


def test_the_settings_in_force_are_shown_with_secrets_masked(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISHER_SECRET_KEY", "canary" * 8)
    monkeypatch.setenv("PUBLISHER_SMTP_URL", "smtp://reader:canary@127.0.0.1:2525")
    monkeypatch.setenv("PUBLISHER_DATABASE_URL", "postgresql://publisher:canary@127.0.0.1/publisher")
    with pytest.raises(SystemExit):
        main(["check", "--settings"])
    said = capsys.readouterr().out
    assert "PUBLISHER_SECRET_KEY=********" in said
    assert "PUBLISHER_DATABASE_URL=postgresql://publisher:***@127.0.0.1/publisher" in said
    assert "PUBLISHER_PORT=8000" in said
    assert "canary" not in said
    assert "canary" not in refused(capsys, "--settings", "--json")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "PUBLISHER_BASE_URL",
            "westmere.example.org",
            "PUBLISHER_BASE_URL: 'westmere.example.org' is no web",
        ),
        ("PUBLISHER_SECRET_KEY", "short", "PUBLISHER_SECRET_KEY: a secret key of 5 characters is too short"),
        ("PUBLISHER_SMTP_URL", "http://relay.example.org", "PUBLISHER_SMTP_URL"),
        ("PUBLISHER_PORT", "x", "PUBLISHER_PORT"),
        ("PUBLISHER_PROT", "1", "there is no setting PUBLISHER_PROT"),
    ],
)
def test_a_wrong_setting_is_named(
    site: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert said in refused(capsys)


def test_a_script_gets_json_and_the_same_exit_code(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(fine(capsys, "--json"))
    assert found["faults"] == []
    assert [publication["key"] for publication in found["publications"]][:2] == ["key-messages", "weekly"]
    (site / "schedule.yaml").write_text("- a list\n")
    found = json.loads(refused(capsys, "--json"))
    assert found["faults"][0]["where"] == "schedule.yaml, line 1"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///{}/schedule.yaml", "no SQLite database"),
        ("sqlite:///{}/schedule.yaml/publisher.db", "is a file, where a folder for the database is needed"),
        ("postgresql://u:canary@127.0.0.1:1/x", "the database server does not answer"),
        ("nonsense", "the database URL cannot be read"),
    ],
)
def test_a_database_that_cannot_be_used_is_found(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setenv("PUBLISHER_DATABASE_URL", url.format(site))
    found = refused(capsys)
    assert said in found
    assert "canary" not in found


def test_a_template_that_loops_without_end_is_found(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.cli.check.TRIAL_SECONDS", 0.3)
    (site / "templates/email").mkdir(parents=True)
    (site / "templates/email/service.txt").write_text(
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    )
    assert "service.txt, line 1: the template was still at work when its time was up" in refused(capsys)
