"""The child's life: load the parser, give up every power, parse, answer; once, or again and again."""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from publisher.confine.frames import HEAD, framed
from publisher.confine.limits import BROKEN, DONE, MEMORY, REFUSED, Parser
from publisher.errors import Refused

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


def once() -> None:
    """Standard input is the document, standard output the answer, the exit code how it went."""
    parser, seconds, memory, output, arguments = _wanted()
    data = sys.stdin.buffer.read()
    _give_up_powers(memory, output)
    whole = max(1, int(seconds) + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    code, answer = _answer(parser, data, arguments)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(code)


def again() -> None:
    """Documents come and answers go in frames, until there are no more; each has the time of one."""
    parser, seconds, memory, output, arguments = _wanted()
    # The conversation is out of the parser's reach: what it prints goes nowhere.
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    for number in (0, 1):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    _give_up_powers(memory, output)
    while (more := _read(asked)) is not None and (data := _read(asked)) is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        code, answer = _answer(parser, data, [*json.loads(more), *arguments])
        if len(answer) > output:
            code, answer = BROKEN, b"too long"
        told.write(framed(bytes([code]), answer))
        told.flush()
    os._exit(DONE)


def _wanted() -> tuple[Parser, float, int, int, list[str]]:
    name, numbers, *arguments = sys.argv[2:]
    seconds, memory, output = json.loads(numbers)
    module, _, function = name.partition(":")
    parser: Callable[..., bytes] = getattr(importlib.import_module(module), function)
    return parser, seconds, memory, output, arguments


def _read(asked: BinaryIO) -> bytes | None:
    head = asked.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    return asked.read(HEAD.unpack(head)[0])


def _answer(parser: Parser, data: bytes, arguments: Sequence[str]) -> tuple[int, bytes]:
    try:
        return DONE, parser(data, *arguments)
    except Refused as refused:
        return REFUSED, json.dumps([vars(fault) for fault in refused.faults]).encode()
    except (MemoryError, RecursionError):
        return MEMORY, b""
    except Exception as error:  # whatever a foreign document does to a parser is the document's fault
        return BROKEN, error.__class__.__name__.encode()


def _give_up_powers(memory: int, output: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        # A network of its own has no way out. Where the kernel denies it, the hook below still stands.
        ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_deny)


def _deny(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("open for writing")
