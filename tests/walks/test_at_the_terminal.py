"""Editors at the terminal: an issue from draft to inbox, publishing twice, asking why, playing ahead."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher import cli
from publisher.bootstrap import open_database
from publisher.runs.run import put, step
from publisher.settings import read_settings
from tests.support import sites

PEOPLE = """address,name,organisation,role,publications,audiences,topics,format,language,basis,source,consented_at,consent_wording
ada@example.org,Ada,,,messages;weekly,education,,html,en-GB,consent,form,2026-01-05T10:00:00Z,Yes please
bob@example.org,Bob,,,weekly,health,,text,en-GB,consent,form,2026-01-05T10:00:00Z,Yes please
"""


class Terminal:
    """Runs commands as a person would and keeps what was said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, line: str, *, code: int = 0) -> str:
        ended = 0
        try:
            cli.main(line.split())
        except SystemExit as left:
            ended = left.code if isinstance(left.code, int) else 0
        said = self.capsys.readouterr()
        assert ended == code, said.out + said.err
        return said.out + said.err


@pytest.fixture
def type_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    sites.schedule(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    monkeypatch.setenv("PUBLISHER_SITE", str(tmp_path))
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    released = datetime.now(UTC) - timedelta(hours=1)
    engine = open_database(read_settings())
    for slug, kind in (("look-again", "key-message"), ("ask-twice", "key-message"), ("a-course", "training")):
        sites.publish(engine, sites.content(slug, kind=kind), released)
    engine.dispose()
    type_ = Terminal(capsys)
    type_(f"subscribers import {tmp_path / 'people.csv'}")
    return type_


def outbox(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "var" / "outbox").glob("*.eml"))


def test_a_dry_run_of_a_day_to_come_releases_nothing(type_: Terminal, tmp_path: Path) -> None:
    ahead = datetime.now(UTC) + timedelta(days=3)
    path = tmp_path / "embargoed.md"
    path.write_text(
        f"---\ntitle: Embargoed\nkind: update\nrelease: {ahead:%Y-%m-%dT%H:%M:00Z}\n---\n\nNot yet.\n"
    )
    type_(f"import {path}")
    assert "- Embargoed" in type_(
        f"publish weekly --at {ahead + timedelta(hours=1):%Y-%m-%dT%H:%M} --dry-run"
    )
    assert json.loads(type_("entries show embargoed --json"))["state"] == "embargoed"


def test_a_copy_at_another_address_opens_no_run(
    type_: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_("runs list")
    monkeypatch.setenv("PUBLISHER_BASE_URL", "https://elsewhere.example.org")
    assert "was made for" in type_("publish weekly --yes", code=1)
    assert [run["state"] for run in json.loads(type_("runs list --json"))] == []
    assert outbox(tmp_path) == []


def test_an_alert_cannot_be_published_for_later(type_: Terminal, tmp_path: Path) -> None:
    alerts = "  alerts: {title: Alerts, form: alert, takes: {kinds: [alert]}, when: at once}\n"
    sites.schedule(tmp_path, sites.SCHEDULE.rstrip() + "\n" + alerts)
    assert "an alert goes at once" in type_("publish alerts --at 2090-01-01T09:00 --yes", code=1)


def test_publishing_twice_sends_nothing_twice(type_: Terminal, tmp_path: Path) -> None:
    assert "2 readers" in type_("publish weekly --dry-run")
    assert outbox(tmp_path) == []
    assert "Say --yes" in type_("publish weekly", code=1)
    assert "2 due = 2 sent" in type_("publish weekly --yes")
    before = len(outbox(tmp_path))
    assert "nothing new to send" in type_("publish weekly --yes")
    assert len(outbox(tmp_path)) == before
    assert "2 due = 2 sent + 0 waiting + 0 failed + 0 skipped" in type_("runs show 1")
    assert json.loads(type_("runs show 1 --json"))["books"]["sent"] == 2


def test_publishing_by_hand_ends_the_run_that_waited_for_a_word(type_: Terminal) -> None:
    engine, passed = open_database(read_settings()), datetime.now(UTC) - timedelta(hours=3)
    with engine.begin() as conn:
        run = put(conn, publication="weekly", slot="late", slot_at=passed, fires_at=passed, now=passed)
        assert run is not None
        assert step(conn, run, "asking", of=("planned",), by="clock", reason="It is late.", now=passed)
    engine.dispose()
    type_("publish weekly --yes")
    runs = {run["slot"]: run for run in json.loads(type_("runs list --json"))}
    late = runs.pop("late")
    assert (late["state"], late["reason"]) == ("folded", "a run by hand took what was due")
    assert [run["state"] for run in runs.values()] == ["sent"]


def test_an_issue_by_its_sheet_from_draft_to_inbox(type_: Terminal, tmp_path: Path) -> None:
    assert "2 entries" in type_("issues draft messages")
    sheet = type_("issues edit messages --print")
    (tmp_path / "sheet.md").write_text(
        sheet.replace("Subject:", "Subject: Autumn\n\nDear all,", 1), encoding="utf-8"
    )
    assert "Dear all," in type_(f"issues edit messages --as Amina --sheet {tmp_path / 'sheet.md'}")
    assert "not approved" in type_("publish messages --yes", code=1)
    type_("issues submit messages --as Amina")
    assert "somebody else must approve" in type_("issues approve messages --as Amina", code=1)
    assert "is approved" in type_("issues approve messages --as Tom")
    assert "makes it a draft again" in type_("issues move messages ask-twice --as Tom")
    type_("issues submit messages --as Amina")
    type_("issues approve messages --as Tom")
    assert "1 due = 1 sent" in type_("publish messages --yes")
    assert any("Subject: Autumn" in path.read_text(encoding="utf-8") for path in outbox(tmp_path))


def test_a_sheet_with_faults_changes_nothing(type_: Terminal, tmp_path: Path) -> None:
    type_("issues draft messages")
    sheet = type_("issues edit messages --print").replace("- ask-twice", "- ask-twise")
    (tmp_path / "sheet.md").write_text(sheet, encoding="utf-8")
    said = type_(f"issues edit messages --sheet {tmp_path / 'sheet.md'}", code=1)
    assert "did you mean 'ask-twice'" in said.lower()
    assert "the line of ask-twice is missing" in said


def test_the_editor_of_the_persons_own_choice_opens_the_sheet(
    type_: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text().replace('Subject:', 'Subject: Mine', 1))\n"
    )
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    type_("issues draft messages")
    assert "Subject: Mine" in type_("issues edit messages --as Amina")


def test_explaining_what_a_person_gets_and_why_not_the_rest(type_: Terminal) -> None:
    said = type_("explain ada@example.org")
    assert "+ A course: due" in said
    type_("publish weekly --yes")
    assert "A course: it went in no. 1" in type_("explain ada@example.org")
    assert "not known here" in type_("explain nobody@example.org")


def test_rehearsing_touches_neither_database_nor_outbox(type_: Terminal, tmp_path: Path) -> None:
    before = type_("runs list")
    said = type_("rehearse --until 2099-01-01", code=1)
    assert "ten years" in said
    year = json.loads(type_("schedule list weekly --json"))[0]["fires_at"][:10]
    said = type_(f"rehearse --until {year} --approve")
    assert "Nothing was sent" in said
    assert "weekly" in said
    assert type_("runs list") == before
    assert outbox(tmp_path) == []


def test_slots_are_steered_by_name_and_reason(type_: Terminal) -> None:
    slot = json.loads(type_("schedule list weekly --json"))[0]["slot"]
    assert "no reason" in type_(f"schedule skip weekly {slot} --as Tom", code=1)
    assert "nobody is named" in type_(f"schedule skip weekly {slot} --reason fog", code=1)
    type_(f"schedule hold weekly {slot} --as Tom --reason fog")
    assert "Tom: fog" in type_("schedule list weekly")
    type_(f"schedule resume weekly {slot} --as Tom")
    type_(f"schedule skip weekly {slot} --as Tom --reason fog")
    assert json.loads(type_("schedule list weekly --json"))[0]["state"] == "skipped"
    assert "still to come" in type_(
        f"schedule move weekly {slot} --to 2020-01-01T10:00 --as Tom --reason fog", code=1
    )


@pytest.mark.parametrize(
    "line",
    [
        "runs show 77",
        "runs answer 77 --send --as Tom",
        "issues show weekly 9",
        "publish weakly --yes",
        "publish weekly --at noon --yes",
        "explain ada@example.org --at noon",
        "explain nonsense",
    ],
)
def test_a_mistake_gets_a_sentence_and_exit_code_1(type_: Terminal, line: str) -> None:
    said = type_(line, code=1)
    assert said.strip().endswith((".", "?"))
    assert "Traceback" not in said


def test_post_sends_what_is_owed_and_nothing_the_second_time(type_: Terminal) -> None:
    type_("publish weekly --yes")
    assert "Nothing is owed now." in type_("post")
