"""Parsers of foreign documents run in a child process with limits, so that none can stop the service.

The child gets bytes and gives bytes. It has no network, writes no file, starts no program, and ends when its
time, its memory or its output is used up. What it refuses comes back as the refusal it is.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.errors import Refused, refuse
from subscribers.faults import Fault

Parser = Callable[..., bytes]

DONE, REFUSED, MEMORY, BROKEN = 0, 10, 11, 12
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.kill",
    "ctypes.",
)
_START = "import sys; sys.path[:] = sys.argv[1].split('\\n'); from publisher import confine; confine.child()"


@dataclass(frozen=True)
class Limits:
    """seconds: of wall clock, and of processor time; memory and output: bytes."""

    seconds: float = 10
    memory: int = 600_000_000
    output: int = 100_000_000


DEFAULT = Limits()


def confined(parser: Parser, data: bytes, *arguments: str, what: str, limits: Limits = DEFAULT) -> bytes:
    """What `parser(data, *arguments)` returns, called in a process of its own under `limits`.

    `parser` is a module's function. Raises Refused with the parser's own faults, or saying that `what`
    took too long, too much memory, or could not be read at all.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken:
        given.write(data)
        given.seek(0)
        code = _run(_command(parser, arguments, limits), given, taken, limits.seconds)
        taken.seek(0)
        answer = taken.read(limits.output + 1)
    if code == DONE and len(answer) <= limits.output:
        return answer
    if code == REFUSED:
        raise Refused(*(Fault(**fault) for fault in json.loads(answer)))
    if code == BROKEN:
        raise refuse(
            f"it cannot be read ({answer.decode('utf-8', 'replace')[:60]})",
            where=what,
            mend="open it in the program it came from, save it again, or paste its text",
            code="unreadable",
        )
    spent = {
        None: f"reading it took more than {limits.seconds:g} seconds",
        -signal.SIGXCPU: f"reading it took more than {limits.seconds:g} seconds",
        MEMORY: f"reading it took more than {limits.memory // 1_000_000} MB of memory",
    }.get(code, "reading it broke the reader")
    raise refuse(spent, where=what, mend="paste its text as a plain file instead", code="parser_limits")


def _command(parser: Parser, arguments: tuple[str, ...], limits: Limits) -> list[str]:
    here = str(Path(__file__).resolve().parents[1])
    path = "\n".join(dict.fromkeys([here, *(entry for entry in sys.path if entry)]))
    name = f"{parser.__module__}:{parser.__qualname__}"
    numbers = json.dumps([limits.seconds, limits.memory, limits.output])
    return [sys.executable, "-I", "-c", _START, path, name, numbers, *arguments]


def _run(command: list[str], given: Any, taken: Any, seconds: float) -> int | None:
    """The child's exit code; None when its time ran out. Whatever happens here, no child stays behind."""
    child = subprocess.Popen(
        command,
        stdin=given,
        stdout=taken,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PATH": os.defpath},
        start_new_session=True,
    )
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def child() -> None:
    """The child's whole life: load the parser, give up every power, parse, answer."""
    name, numbers, *arguments = sys.argv[2:]
    seconds, memory, output = json.loads(numbers)
    module, _, function = name.partition(":")
    parser = getattr(importlib.import_module(module), function)
    data = sys.stdin.buffer.read()
    _give_up_powers(seconds, memory, output)
    code, answer = _answer(parser, data, arguments)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(code)


def _answer(parser: Parser, data: bytes, arguments: list[str]) -> tuple[int, bytes]:
    try:
        return DONE, parser(data, *arguments)
    except Refused as refused:
        return REFUSED, json.dumps([vars(fault) for fault in refused.faults]).encode()
    except (MemoryError, RecursionError):
        return MEMORY, b""
    except Exception as error:  # whatever a foreign document does to a parser is the document's fault
        return BROKEN, error.__class__.__name__.encode()


def _give_up_powers(seconds: float, memory: int, output: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        # A network of its own has no way out. Where the kernel denies it, the hook below still stands.
        ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)
    whole = max(1, int(seconds) + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_deny)


def _deny(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("open for writing")
