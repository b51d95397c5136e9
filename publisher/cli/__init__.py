"""The command line: one table of commands, and the place where refusals become sentences."""

import importlib
import sys
from collections.abc import Sequence
from importlib.metadata import version

from publisher.cli.table import COMMANDS
from publisher.errors import Refused
from subscribers.faults import Fault
from subscribers.nearest import meant


def main(arguments: list[str] | None = None) -> None:
    """Run one command; exit 0 done, 1 refused with sentences on stderr, 2 wrong usage.

    Only the asked-for command's module is imported, so that help stays quick.
    """
    given = sys.argv[1:] if arguments is None else arguments
    name = given[0] if given else "--help"
    if name in ("-h", "--help"):
        sys.stdout.write(_help())
    elif name == "--version":
        sys.stdout.write(f"publisher {version('publisher')}\n")
    elif name not in COMMANDS:
        hint = f" {meant(name, COMMANDS).capitalize()}".rstrip()
        sys.stderr.write(f"There is no command '{name}'.{hint} See publisher --help.\n")
        sys.exit(2)
    else:
        _run(name, given[1:])


def _run(name: str, arguments: list[str]) -> None:
    try:
        importlib.import_module(COMMANDS[name].module).app(args=arguments, prog_name=f"publisher {name}")
    except Refused as refused:
        _say(refused.faults)
        sys.exit(1)
    except Exception as error:
        # Loaded only now: it knows the database's errors, and help must stay quick.
        mishaps = importlib.import_module("publisher.cli.mishaps")
        fault = mishaps.fault_of(error) or mishaps.fault_behind(error)
        if fault is None:
            raise
        _say([fault])
        sys.exit(1)


def _say(faults: Sequence[Fault]) -> None:
    for fault in faults:
        said = str(fault)
        begins = said.partition(" ")[0]
        sentence = said if fault.where or not begins.isalpha() else said[0].upper() + said[1:]
        sys.stderr.write(f"{sentence}\n")


def _help() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = "\n".join(f"  {name:<{width}}{command.line}" for name, command in COMMANDS.items())
    return (
        "Usage: publisher COMMAND [ARGUMENTS]\n\n"
        "Publish dated entries as edited issues, audience digests and feeds.\n\n"
        f"Commands:\n{lines}\n\n"
        "publisher COMMAND --help says more about one; docs/commands.md about all.\n"
    )
