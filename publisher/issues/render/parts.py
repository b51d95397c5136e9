"""One rendering for a whole run, cut into parts at comment markers and put together again per edition.

A template wraps what only some editions show in `{% call part("entry", key) %}…{% endcall %}` and leaves a
gap for what differs from edition to edition with `{{ gap("reason") }}`. The markers hold a secret word made
for each rendering, so that nothing an editor writes can be taken for one.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from publisher.errors import refuse
from publisher.issues.placeholders import LEAVE, disarmed


@dataclass(frozen=True)
class Piece:
    """A stretch of the rendering: shown when every part it stands in is wanted; `gap` names what fills it."""

    within: frozenset[str]
    content: str
    gap: str = ""


class Cutter:
    """Makes the markers of one rendering and cuts at them."""

    def __init__(self) -> None:
        self.word = secrets.token_hex(8)
        self.leave = f"x{self.word[:14]}x"
        """What stands for the leaving token until `cut`."""

    def part(self, *names: str, caller: Callable[[], str]) -> Markup:
        """For templates: what is called shows only in editions that want this part ("entry", key)."""
        name = "/".join(names)
        return self._mark("+", name) + Markup(caller()) + self._mark("-", name)  # noqa: S704 - a template's own

    def gap(self, name: str) -> Markup:
        """For templates: here each edition's own words go ("preheader", "reason", …)."""
        return self._mark("=", name)

    def enclose(self, name: str, content: str) -> str:
        """`content` as the part `name`, for text that is not escaped again."""
        return f"{self._mark('+', name)}{content}{self._mark('-', name)}"

    def cut(self, rendered: str, where: str) -> list[Piece]:
        """The pieces of `rendered` in order; a placeholder that was written in it is broken.

        Raises Refused when a part is not closed where it was opened.
        """
        pieces: list[Piece] = []
        stack: list[str] = []
        marker = re.compile(rf"<!--{self.word}(?P<sort>[-+=])(?P<name>[^>\s]*?)-->")
        at = 0
        for found in marker.finditer(rendered):
            _add(pieces, stack, self._armed(rendered[at : found.start()]))
            at = found.end()
            if found["sort"] == "+":
                stack.append(found["name"])
            elif found["sort"] == "=":
                pieces.append(Piece(frozenset(stack), "", found["name"]))
            elif not stack or stack.pop() != found["name"]:
                raise refuse(
                    f"the part '{found['name']}' is not closed where it was opened",
                    where=where,
                    mend="keep tables and lists whole inside a part",
                    code="template_error",
                )
        _add(pieces, stack, self._armed(rendered[at:]))
        return pieces

    def _armed(self, rendered: str) -> str:
        return disarmed(rendered).replace(self.leave, LEAVE)

    def _mark(self, sort: str, name: str) -> Markup:
        return Markup(f"<!--{self.word}{sort}{name}-->")  # noqa: S704 - a word of ours


def assemble(pieces: Sequence[Piece], wanted: frozenset[str], gaps: Mapping[str, str]) -> str:
    """The pieces whose parts are all wanted, with the gaps filled."""
    return "".join(
        [gaps[piece.gap] if piece.gap else piece.content for piece in pieces if piece.within <= wanted]
    )


def _add(pieces: list[Piece], stack: list[str], content: str) -> None:
    if content:
        pieces.append(Piece(frozenset(stack), content))
