"""The office takes people in, shows one, ends and erases at a terminal."""

import json
from pathlib import Path

import pytest

from tests.publisher.cli.office import Office

HEAD = "address,name,publications,audiences,basis,source,consented_at,consent_wording"
TAIL = 'weekly;messages,education,consent,Sign-up page,2025-03-01,"I agree, yes"'
ANN = f"ann@example.org,Ann Marlowe,{TAIL}"


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, capsys, monkeypatch)


def _file(office: Office, *rows: str) -> str:
    path = office.folder / "people.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return str(path)


def test_people_come_in_once_and_bad_rows_are_named(office: Office) -> None:
    path = _file(office, ANN, f"bad,Bob,{TAIL}", f"cy@example.org,Cy,{TAIL.replace('weekly', 'weekley')}")
    said = office.run("subscribers", "import", path)
    assert said.code == 0
    assert (
        "3 rows read: 1 person and 2 subscriptions are new, 0 subscriptions were there already." in said.out
    )
    assert "people.csv, line 3, address: 'bad' is no address" in said.out
    assert "line 4, publications: 'weekley' is no publication. Did you mean 'weekly'?" in said.out
    again = json.loads(office.run("subscribers", "import", path, "--json").out)
    assert (again["added"], again["unchanged"], again["bad"]) == (0, 2, 2)


def test_one_is_counted_as_one(office: Office) -> None:
    path = _file(office, ANN.replace("weekly;messages", "weekly"))
    assert (
        "1 row read: 1 person and 1 subscription are new, 0" in office.run("subscribers", "import", path).out
    )
    assert "1 subscription was there already" in office.run("subscribers", "import", path).out
    assert (
        "Erased; 1 subscription ended." in office.run("subscribers", "erase", "ann@example.org", "--yes").out
    )


def test_a_dry_run_says_the_same_and_changes_nothing(office: Office) -> None:
    path = _file(office, ANN)
    dry = office.run("subscribers", "import", path, "--dry-run").out
    assert dry.startswith("Dry run: nothing was changed.\n")
    assert office.run("subscribers", "show", "ann@example.org").code == 1
    assert office.run("subscribers", "import", path).out in dry


def test_who_is_ended_stays_ended(office: Office) -> None:
    path = _file(office, ANN)
    office.run("subscribers", "import", path)
    refused = office.run("subscribers", "end", "ann@example.org", "--publication", "messages")
    assert (refused.code, "nothing was changed" in refused.err) == (1, True)
    said = office.run("subscribers", "end", "ANN@example.org", "--publication", "messages", "--yes")
    assert said.out == "Ended messages for ANN@example.org.\n"
    assert "the office ended it" in office.run("subscribers", "import", path).out
    shown = office.run("subscribers", "show", "ann@example.org").out
    assert "weekly: active" in shown
    assert "messages: ended" in shown
    assert "“I agree, yes”" in shown
    again = office.run("subscribers", "end", "ann@example.org", "--publication", "messages", "--yes")
    assert (again.code, "it has weekly" in again.err.lower()) == (1, True)


def test_who_is_erased_is_known_by_no_name(office: Office) -> None:
    path = _file(office, ANN)
    office.run("subscribers", "import", path)
    assert office.run("subscribers", "erase", "ann@example.org", "--yes").code == 0
    shown = office.run("subscribers", "show", "ann@example.org", "--json").out
    assert "Marlowe" not in shown
    assert json.loads(shown)["id"] is None
    assert "ann@" not in office.run("subscribers", "export", "-").out


def test_an_export_is_for_the_office_alone(office: Office) -> None:
    office.run("subscribers", "import", _file(office, ANN))
    path = office.folder / "out.csv"
    assert "Wrote 2 subscriptions" in office.run("subscribers", "export", str(path)).out
    assert path.stat().st_mode & 0o077 == 0
    again = office.run("subscribers", "import", str(path)).out
    assert "2 subscriptions were there already" in again


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "/nowhere.csv"),
        ("import", "/"),
        ("export", "/nowhere/x.csv"),
        ("show", "nobody@example.org"),
        ("end", "nobody@example.org", "--yes"),
        ("end", "nobody@example.org", "--reason", "tired"),
        ("erase", "nobody@example.org", "--yes"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(office: Office, arguments: tuple[str, ...]) -> None:
    said = office.run("subscribers", *arguments)
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
