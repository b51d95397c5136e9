"""What commands are made of: a plain application, and the arguments and options that several share."""

from typing import Annotated

import typer

from publisher.entries.door import line
from publisher.errors import refuse
from publisher.issues.approval import CLOCK

Key = Annotated[str, typer.Argument(metavar="PUBLICATION", help="Its key in schedule.yaml.")]
As = Annotated[str, typer.Option("--as", metavar="NAME", help="Who you are.", envvar="PUBLISHER_NAME")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in a few words.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


def command() -> typer.Typer:
    """An application of one command: plain help, and no tracebacks of typer's own making."""
    return typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)


def commands(help: str) -> typer.Typer:
    """An application of several commands, which says them when none is named."""
    return typer.Typer(
        help=help,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def name_of(given: str) -> str:
    """Who acts, of what --as was given. Raises Refused when nobody is named."""
    words = line(given)
    if not words or words.casefold() == CLOCK:
        raise refuse("nobody is named", where="--as", mend="say who you are: --as NAME", code="no_name")
    return words
