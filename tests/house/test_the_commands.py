"""docs/commands.md and every --help say the same: no option, argument or part of a command in one alone."""

import importlib
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer.main

from publisher.cli.table import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs/commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
EVERYWHERE = PAGE.partition("\n## ")[0]
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
WIDEST = 59  # of 80 columns, what the name of the longest part leaves
SLOWEST = 5.0  # seconds; under one on a quiet machine, and this one is seldom quiet


def parts(name: str) -> dict[str, Any]:
    """The commands under a name: the parts of a group by 'GROUP PART', else the one command."""
    found: Any = typer.main.get_command(importlib.import_module(COMMANDS[name].module).app)
    inner = getattr(found, "commands", None)
    return {f"{name} {part}": each for part, each in inner.items()} if inner else {name: found}


def options(command: Any) -> set[str]:
    return {opt for each in command.params for opt in each.opts if opt.startswith("--")} - {"--help"}


def arguments(command: Any) -> list[str]:
    return [
        re.sub(r"\W", "", each.metavar or each.name).upper()
        for each in command.params
        if not each.opts[0].startswith("-")
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_written_up_and_none_that_does_not_exist(name: str) -> None:
    real = {option for each in parts(name).values() for option in options(each)}
    # What another command is said to take, in its own code span, is that command's.
    own = re.sub(rf"`publisher (?!{re.escape(name)}\b)[^`]*`", "", SECTIONS[name])
    written = set(OPTION.findall(re.sub(r"```.*?```", "", own, flags=re.DOTALL)))
    everywhere = set(OPTION.findall(EVERYWHERE))
    assert real - written - everywhere == set()
    assert written - real == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_part_stands_there_with_its_arguments(name: str) -> None:
    for spoken, command in parts(name).items():
        spans = re.findall(rf"`(?:publisher )?({re.escape(spoken)}(?: [^`]*)?)`", SECTIONS[name])
        assert spans, spoken
        missing = [each for each in arguments(command) if not any(each in span.upper() for span in spans)]
        assert missing == [], spoken


@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_of_a_groups_help_is_cut_off(name: str) -> None:
    for spoken, command in parts(name).items():
        line = command.get_short_help_str(limit=WIDEST)
        assert line, spoken
        assert spoken == name or not line.endswith("..."), f"{spoken}: give it a short_help"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_person_has_to_fill_in_is_named_in_capitals(name: str) -> None:
    for spoken, command in parts(name).items():
        for each in command.params:
            if not getattr(each, "is_flag", False):
                assert re.fullmatch("[A-Z]+", each.metavar or ""), f"{spoken}: {each.name}"


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_quick(name: str) -> None:
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "publisher", name, "--help"], check=True, capture_output=True, timeout=60
    )
    assert time.monotonic() - begun < SLOWEST
