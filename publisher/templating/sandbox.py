"""The environment templates run in: no way out, no silent gap, an end to every loop."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from subscribers.nearest import meant

LONGEST_TEXT = 5_000_000
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class TookTooLong(Exception):
    """A template was still at work when its time was up."""


class Unknown(StrictUndefined):
    """A name nothing was given for; says which known name is nearest."""

    @property
    def _undefined_message(self) -> str:
        said = super()._undefined_message
        name, owner = self._undefined_name, self._undefined_obj
        if self._undefined_hint or owner is missing or not isinstance(name, str):
            return said
        known = owner if isinstance(owner, Mapping) else dir(owner)
        question = meant(name, (word for word in known if isinstance(word, str) and not word.startswith("_")))
        return f"{said}; {question}" if question else said


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with two more limits: loops look at the clock, no text multiplies without end."""

    intercepted_binops = frozenset(["*", "**"])

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            autoescape=escapes,
            undefined=Unknown,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.filters["bounded"] = bounded

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "bounded", [], [], None, None, lineno=loop.lineno)
            loop.iter.set_environment(self)
        return tree

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        sizes = [len(side) if isinstance(side, str | list | tuple) else side for side in (left, right)]
        if all(isinstance(size, int | float) for size in sizes):
            grown = (
                abs(sizes[0]) * abs(sizes[1]) if operator == "*" else abs(sizes[0]) ** min(abs(sizes[1]), 64)
            )
            if grown > LONGEST_TEXT:
                raise SecurityError(f"'{operator}' would make more than {LONGEST_TEXT:,} characters")
        return super().call_binop(context, operator, left, right)


def escapes(name: str | None) -> bool:
    """Whether a template's output is HTML: everything but .txt."""
    return name is None or not name.endswith(".txt")


def bounded(items: Iterable[Any]) -> Iterator[Any]:
    """`items`, until the time of the rendering is up. Raises TookTooLong."""
    for item in items:
        deadline = _deadline.get()
        if deadline is not None and time.monotonic() > deadline:
            raise TookTooLong
        yield item


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Within it, loops in templates end after so many seconds with TookTooLong."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)
