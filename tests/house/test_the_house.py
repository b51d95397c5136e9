"""Built as drawn: imports go down, files stay small and have names, SQL stands where the list says."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.schedule.colour import DARK_GROUND, WHITE

ROOT = Path(__file__).parents[2]
PRODUCT = sorted([*ROOT.glob("publisher/**/*.py"), *ROOT.glob("subscribers/**/*.py")])
OURS = [*PRODUCT, *sorted([*ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/**/*.py")])]
LONGEST = 250
# Tables and migrations are lists, and the engine is what statements run on.
LISTS = ("publisher/store/tables/", "publisher/store/migrations/", "subscribers/tables.py")
NO_STATEMENTS = (*LISTS, "publisher/store/engine.py")
SQL_FILES = ROOT / "tests/house/sql_files.txt"
# What a file may take from SQLAlchemy and still hold no statement: what acts are handed, and what it raises.
HANDED = {"Connection", "Engine", "Row", "RowMapping"}
HANDED_MODULES = {"sqlalchemy.exc", "sqlalchemy.engine"}
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "base", "common", "misc"}
UNFINISHED = re.compile(r"\b(todo|fixme|xxx|for now)\b", re.IGNORECASE)
DANGEROUS = re.compile(
    r"\bpickle\b|\byaml\.(?:unsafe_|full_)?load\(|(?<![\w.])(?:eval|exec)\(|\bshell=True\b"
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def listed() -> dict[str, str]:
    """The files that hold SQL, with their purposes, as the list says."""
    lines = (line for line in SQL_FILES.read_text(encoding="utf-8").splitlines() if line)
    return {path: purpose.strip() for path, _, purpose in (line.partition(": ") for line in lines)}


def holds_statements(path: Path) -> bool:
    """Whether it takes anything from SQLAlchemy that statements are made of, or hands raw SQL to a driver."""
    return any(_is_sql(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _is_sql(node: ast.AST) -> bool:
    taken = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
    if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sqlalchemy":
        return node.module not in HANDED_MODULES and not taken <= HANDED
    if isinstance(node, ast.Import):
        return any(alias.name.partition(".")[0] == "sqlalchemy" for alias in node.names)
    # The ledger's statements over many rows are written as `Over`.
    return "Over" in taken or (isinstance(node, ast.Attribute) and node.attr == "exec_driver_sql")


def sql_files() -> Iterator[Path]:
    for path in PRODUCT:
        if not name_of(path).startswith(NO_STATEMENTS) and holds_statements(path):
            yield path


def test_imports_only_go_down() -> None:
    # In a process of its own: it switches off every logger that others made before.
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_file_outgrows_its_noun() -> None:
    sizes = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in PRODUCT
        if not name_of(path).startswith(LISTS)
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}


def test_sql_stands_only_in_files_that_the_list_names() -> None:
    assert sorted(map(name_of, sql_files())) == sorted(listed())


@pytest.mark.parametrize(("path", "purpose"), listed().items())
def test_a_file_with_sql_says_so_first(path: str, purpose: str) -> None:
    assert purpose
    assert (ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or "").startswith("SQL:")


def test_contrast_is_checked_against_the_ground_that_templates_use() -> None:
    palette = (ROOT / "templates/shared/palette.jinja").read_text(encoding="utf-8")
    assert re.findall(r'"ground": "(#\w+)"', palette) == [WHITE, DARK_GROUND]


def test_no_file_is_a_drawer_for_everything() -> None:
    assert [name_of(path) for path in PRODUCT if FORBIDDEN_NAMES & set(path.stem.split("_"))] == []


def test_every_room_and_file_says_what_it_is() -> None:
    silent = [path for path in PRODUCT if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert [name_of(path) for path in silent] == []


def test_nothing_is_left_unfinished_or_dangerous() -> None:
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in OURS
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line) or DANGEROUS.search(line)
    ]
    assert found == []
