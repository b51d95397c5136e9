"""How a confined child is started, and surely ended."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from publisher.confine.limits import Limits, Parser

Child = subprocess.Popen[bytes]

_START = (
    "import sys; sys.path[:] = sys.argv[1].split('\\n'); from publisher.confine import child; child.{life}()"
)


def start(
    life: str, parser: Parser, arguments: tuple[str, ...], limits: Limits, given: Any, taken: Any
) -> Child:
    """A child that leads the life `once` or `again`, in a session of its own, with an empty environment."""
    here = str(Path(__file__).resolve().parents[2])
    path = "\n".join(dict.fromkeys([here, *(entry for entry in sys.path if entry)]))
    name = f"{parser.__module__}:{parser.__qualname__}"
    numbers = json.dumps([limits.seconds, limits.memory, limits.output])
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _START.format(life=life), path, name, numbers, *arguments],
        stdin=given,
        stdout=taken,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PATH": os.defpath},
        start_new_session=True,
    )


def number_of(pipe: IO[bytes] | None) -> int:
    """The number of a pipe to or from a child that was started with one."""
    if pipe is None:
        raise LookupError("a child was started without its pipes")
    return pipe.fileno()


def end(child: Child) -> int:
    """End it and whatever it started; its exit code."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()
