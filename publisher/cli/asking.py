"""One question before an act that cannot be taken back."""

import sys

import typer

from publisher.errors import refuse


def agreed(question: str) -> bool:
    """Whether a person at the terminal says yes; without a terminal nobody does."""
    if not at_terminal():
        return False
    try:
        return typer.confirm(question)
    except typer.Abort:
        return False


def must_agree(question: str, *, yes: bool, undone: str = "nothing was changed") -> None:
    """Go on only if a person says so, here or by --yes; else Refused, `undone` being what did not happen."""
    if yes:
        return
    if not at_terminal():
        raise refuse(
            f"nobody is here to be asked ‘{question}’; {undone}",
            mend="say --yes to answer it",
            code="nobody_to_ask",
        )
    if not agreed(question):
        raise refuse(f"{undone}, as you said no", code="declined")


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
