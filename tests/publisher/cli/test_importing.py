"""`publisher import`, as typed."""

import json
import shutil
from pathlib import Path

import pytest

from publisher.cli import importing, main
from tests.publisher.entries.importers.reading import PAGES

SITE = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(SITE / "schedule.yaml", tmp_path)
    monkeypatch.setenv("PUBLISHER_SITE", str(tmp_path))
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path / "var"))


def typed(*words: str) -> int:
    """The exit code of `publisher import WORDS`."""
    with pytest.raises(SystemExit) as ended:
        main(["import", *words])
    return int(ended.value.code or 0)


def test_an_old_page_is_refused_where_nobody_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(str(PAGES / "board-page.html")) == 1
    said = capsys.readouterr().err
    assert "4 of 4 entries are dated more than 60 days ago" in said
    assert "nothing was imported" in said
    assert typed(str(PAGES / "board-page.html"), "--release") == 1


def test_the_archive_takes_it_and_says_what_became_of_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(str(PAGES / "board-page.html"), "--archive") == 0
    said = capsys.readouterr().out
    assert "4 entries in" in said
    assert "key-message · June 2025 · 2025-06-neglect-strategy" in said
    assert "line 11, archive link: Key messages 2024-25" in said
    assert "Kept: 4 new, 4 released." in said
    assert typed(str(PAGES / "board-page.html"), "--archive") == 0
    assert "Kept: 4 unchanged." in capsys.readouterr().out


def test_at_a_terminal_it_asks_which_is_meant(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["d", ""])
    monkeypatch.setattr(importing, "at_terminal", lambda: True)
    monkeypatch.setattr(importing, "chosen", lambda question, letters: next(answers))
    assert typed(str(PAGES / "board-page.html")) == 0
    assert "They are drafts" in capsys.readouterr().out
    assert typed(str(PAGES / "board-page.html")) == 1
    assert "Nothing was chosen" in capsys.readouterr().err


def test_json_prints_entries_and_fates_also_when_it_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(str(PAGES / "harbour-bulletin.txt"), "--json") == 1
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"entries", "fates"}
    assert {"slug", "kind", "title", "date", "for", "except", "topics", "flags"} <= set(printed["entries"][0])
    assert all(set(fate) == {"line", "text", "fate", "entry"} for fate in printed["fates"])
    assert printed["fates"][0] == {
        "line": 1, "text": "HARBOURSIDE VOLUNTARY ACTION", "fate": "furniture", "entry": None,
    }  # fmt: skip
    slugs = {entry["slug"] for entry in printed["entries"]}
    assert {fate["entry"] for fate in printed["fates"] if fate["fate"] == "entry"} == slugs


def test_an_entry_under_embargo_says_when_it_is_released(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "later.md"
    path.write_text("---\ntitle: Later\nkind: update\nrelease: 2036-12-01T09:00\n---\n\nWait.\n")
    for meant in ("--release", "--draft"):
        assert typed(str(path), meant) == 0
        said = capsys.readouterr().out
        assert "'later' waits: it is released on Monday 1 December 2036, 9am." in said
        assert "They are drafts" not in said


def test_front_matter_that_never_ends_is_no_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "open.md"
    path.write_text("---\r\ntopics: online\r\ntitle: x\r\nkind: update\r\n\r\nThe hall is shut.\r\n")
    assert typed(str(path)) == 1
    said = capsys.readouterr().err
    assert "open.md, line 7: the front matter does not end" in said
    assert "put a line of three dashes between front matter and text" in said.lower()


def test_a_page_that_begins_with_a_rule_is_still_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rule.md"
    path.write_text("---\n\nBees\n\nBees have come to live under the roof of the hall.\n")
    assert typed(str(path)) == 0
    assert "Bees" in capsys.readouterr().out


def test_a_safety_notice_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(str(PAGES / "harbour-bulletin.txt"), "--draft") == 0
    said = capsys.readouterr().out
    assert "If you are worried about a child, ring 01632 960 999." in said
    assert "organisation.safety_notice" in said


@pytest.mark.parametrize(
    "words", [("nowhere.txt",), ("http://127.0.0.1/feed",), ("http://[::1",), ("x.pdf",)]
)
def test_what_cannot_be_read_gets_a_sentence(words: tuple[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(*words) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.endswith(".\n")


def test_two_meanings_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(str(PAGES / "board-page.html"), "--archive", "--release") == 1
    assert "exclude each other" in capsys.readouterr().err


def test_drafts_of_today_need_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "undated.txt"
    page.write_text("Bees\nBees have come to live under the roof of the hall.\n", encoding="utf-8")
    assert typed(str(page)) == 0
    assert "! undated: no date was found for it" in capsys.readouterr().out
