"""The papers cannot lie: every command, setting and link in them exists, and none that exists is missing."""

import re
from pathlib import Path

import pytest

from publisher.cli.table import COMMANDS
from publisher.entries.fields import KEYS
from publisher.entries.kinds import KINDS
from publisher.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """The anchors that headings get: small letters, hyphens for spaces, nothing else."""
    headings = HEADING.findall(CODE.sub("", text_of(path)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_the_papers_leads_somewhere(paper: Path) -> None:
    for link in LINK.findall(CODE.sub("", text_of(paper))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = link.partition("#")
        target = (paper.parent / place).resolve() if place else paper
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_command_has_its_section_and_no_other_has() -> None:
    sections = re.findall(r"^## (\S+)$", text_of(ROOT / "docs/commands.md"), re.MULTILINE)
    assert sorted(sections) == sorted(COMMANDS)


def test_every_setting_is_written_up() -> None:
    settings = text_of(ROOT / "docs/settings.md")
    assert [name for name in Settings.model_fields if f"`{PREFIX}{name.upper()}`" not in settings] == []


def test_no_paper_names_a_setting_that_does_not_exist() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    for paper in PAPERS:
        for name in re.findall(rf"\b{PREFIX}[A-Z][A-Z0-9_]+\b", text_of(paper)):
            assert name in known, f"{paper.name}: {name}"


def test_every_key_and_kind_of_an_entry_is_explained() -> None:
    page = text_of(ROOT / "docs/entries.md")
    assert [word for word in [*KEYS, *KINDS] if f"`{word}`" not in page] == []


def test_every_decision_is_dated_and_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = LINK.findall(text_of(folder / "README.md"))
    pages = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    assert sorted(listed) == pages
    assert all(re.match(r"\d{4}-\d{2}-\d{2}-", name) for name in pages)


def drawn(page: str) -> set[str]:
    """The names in the drawing of the rooms: what stands first on each line inside publisher/."""
    drawing = text_of(ROOT / page).partition("```\npublisher/\n")[2].partition("\nsubscribers/")[0]
    return {line.split()[0].rstrip("/") for line in drawing.splitlines()}


def test_the_plan_draws_every_room_and_no_other() -> None:
    there = {path.name for path in (ROOT / "publisher").iterdir() if not path.name.startswith("__")}
    assert drawn("docs/design.md") == there


def test_the_plan_names_no_file_that_is_not_there() -> None:
    named = re.findall(r"`((?:\w+/)*\w+\.py)`", text_of(ROOT / "docs/design.md"))
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("[ps]ub*/**/*.py")]
    assert [name for name in named if not any(file.endswith(f"/{name}") for file in files)] == []
