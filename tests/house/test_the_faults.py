"""The table of faults is honest: every test it names exists, and every fault that a test cites has its row."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = (TESTS / "faults.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
FAULT = re.compile(r"\bF-[A-E]\d+\b")


def names_in(path: Path) -> set[str]:
    """What stands at the top of a test file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assigned = [node.targets[0] for node in tree.body if isinstance(node, ast.Assign)]
    return made | {target.id for target in assigned if isinstance(target, ast.Name)}


def cited() -> set[str]:
    """The faults that docstrings of tests cite."""
    return {
        fault
        for path in TESTS.rglob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        for fault in FAULT.findall(ast.get_docstring(node) or "")
    }


def rows() -> list[str]:
    """The faults that have a row."""
    return [line.split("|")[1].strip() for line in TABLE.splitlines() if line.startswith("| F-")]


def test_every_test_that_the_table_of_faults_names_exists() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in NAMED.findall(TABLE)
        if not (TESTS / file).exists() or name not in names_in(TESTS / file)
    ]
    assert NAMED.findall(TABLE) and missing == []


def test_every_fault_that_a_test_cites_has_its_row() -> None:
    assert cited() and cited() - set(rows()) == set()


def test_no_fault_has_two_rows() -> None:
    assert len(rows()) == len(set(rows())) > 60
