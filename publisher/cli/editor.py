"""A person's own editor, opened on a file, or on a text that comes back checked and is never lost."""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from publisher.errors import Refused, refuse
from subscribers.faults import Fault

Checked = TypeVar("Checked")


def open_in_editor(path: Path) -> None:
    """Open `path` in $VISUAL or $EDITOR and wait until it is closed.

    Raises Refused when neither is set, cannot be started, or ends with a failure.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not command.strip():
        raise refuse(
            "no editor is set",
            where="EDITOR",
            mend="set it to the editor you like: export EDITOR=nano",
            code="no_editor",
        )
    try:
        code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise refuse(
            f"'{command}' cannot be started ({why})",
            where="EDITOR",
            mend="set it to the editor you like: export EDITOR=nano",
            code="no_editor",
        ) from error
    if code:
        raise refuse(
            f"'{command}' ended with code {code}",
            where=str(path),
            mend="nothing was saved",
            code="editor_failed",
        )


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
