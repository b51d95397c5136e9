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


def at_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty()


def chosen(question: str, letters: tuple[str, ...]) -> str:
    """The letter that a person answers; '' when it is none of `letters`."""
    try:
        answer: str = typer.prompt(question, default="", show_default=False, err=True)
    except typer.Abort:
        return ""
    letter = answer.strip().lower()[:1]
    return letter if letter in letters else ""
