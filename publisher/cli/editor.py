"""A person's own editor, opened on a file."""

import os
import shlex
import subprocess
from pathlib import Path

from publisher.errors import refuse


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
