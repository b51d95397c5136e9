"""A text that opens in the person's editor and comes back checked; what was written is never lost."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from publisher.cli.editor import open_in_editor
from publisher.errors import Refused, refuse
from subscribers.faults import Fault

Checked = TypeVar("Checked")


def edited(text: str, source: str, check: Callable[[str], Checked]) -> Checked:
    """What `check` makes of the text a person gives back.

    source: a file, '-' for standard input, or '' to open `text` in $VISUAL or $EDITOR; there the person may
    mend what is refused. Raises Refused with every fault; a text from the editor is then kept in a file.
    """
    if source:
        return check(_read(source))
    path = _kept(text)
    while True:
        open_in_editor(path)
        try:
            checked = check(path.read_text(encoding="utf-8"))
        except (Refused, UnicodeDecodeError) as error:
            faults = error.faults if isinstance(error, Refused) else [Fault("the file is not UTF-8")]
            kept = Fault(
                "nothing was changed, and what you wrote is kept",
                str(path),
                f"mend it, then give it back with --sheet {path}",
                "kept",
            )
            if not sys.stdin.isatty():
                raise Refused(*faults, kept) from error
            for fault in faults:
                typer.echo(str(fault), err=True)
            if not typer.confirm("Open it again?", default=True):
                raise Refused(kept) from error
        else:
            path.unlink()
            return checked


def _kept(text: str) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", suffix=".md", prefix="issue-", delete=False
    ) as file:
        file.write(text)
    return Path(file.name)


def _read(source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise refuse(f"{source} cannot be read ({error.strerror})", where="--sheet") from error
    except UnicodeDecodeError as error:
        raise refuse(f"{source} is not UTF-8", where="--sheet", mend="save it as UTF-8") from error
