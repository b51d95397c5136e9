"""What a command says to the person at the terminal, or to a script."""

import json
from collections.abc import Sequence
from typing import Any

import typer


def say(line: str = "") -> None:
    """One line for the person at the terminal."""
    typer.echo(line)


def say_json(document: Any) -> None:
    """A document of JSON's types, for scripts."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def columns(rows: Sequence[Sequence[str]]) -> None:
    """Rows set in columns, two spaces apart; the last column runs free."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        say("  ".join([*cells, row[-1]]).rstrip())
