"""One document, read by a child of its own."""

import subprocess
import tempfile
from typing import Any

from publisher.confine.limits import DEFAULT, Limits, Parser, judged
from publisher.confine.starting import end, start


def confined(parser: Parser, data: bytes, *arguments: str, what: str, limits: Limits = DEFAULT) -> bytes:
    """What `parser(data, *arguments)` returns, called in a process of its own under `limits`.

    `parser` is a module's function. Raises Refused with the parser's own faults, or saying that `what`
    took too long, too much memory, or could not be read at all.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken:
        given.write(data)
        given.seek(0)
        code = _run(parser, arguments, limits, given, taken)
        taken.seek(0)
        answer = taken.read(limits.output + 1)
    return judged(code, answer, what=what, limits=limits)


def _run(parser: Parser, arguments: tuple[str, ...], limits: Limits, given: Any, taken: Any) -> int | None:
    """The child's exit code; None when its time ran out. Whatever happens here, no child stays behind."""
    child = start("once", parser, arguments, limits, given, taken)
    try:
        return child.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end(child)
