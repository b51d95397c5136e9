"""One question before an act that cannot be taken back."""

import sys

import typer


def agreed(question: str) -> bool:
    """Whether a person at the terminal says yes; without a terminal nobody does."""
    if not sys.stdin.isatty():
        return False
    try:
        return typer.confirm(question)
    except typer.Abort:
        return False
