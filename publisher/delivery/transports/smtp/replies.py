"""Replies, read strictly: what is no reply of RFC 5321 §4.2 ends the conversation."""

import re
from collections.abc import Iterator
from typing import NamedTuple

LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])([^\r\n]*))?")
ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?:\s|$)")
LONGEST_LINE, MOST_LINES = 4096, 100


class Garbage(Exception):
    """What came is no reply."""


class Reply(NamedTuple):
    """A whole reply: its code, and the text of all its lines joined by spaces."""

    code: int
    text: str

    @property
    def enhanced(self) -> str:
        """The enhanced status code (RFC 3463), '5.1.1', or '' if there is none."""
        found = ENHANCED.match(self.text)
        return found.group().strip() if found else ""


class Replies:
    """Bytes in, whole replies out; half a line waits for its rest."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []
        self._code = b""

    @property
    def unfinished(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._rest or self._lines)

    def feed(self, data: bytes) -> Iterator[Reply]:
        """Every reply that `data` completes, one by one: what came before garbage still counts.

        Raises Garbage.
        """
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        for line in lines:
            parts = LINE.fullmatch(line)
            if parts is None or len(line) > LONGEST_LINE:
                raise Garbage(f"no reply: {line[:80]!r}")
            code, more, text = parts.groups()
            if self._lines and code != self._code:
                raise Garbage("a reply of two codes")
            said = (text or b"").decode("utf-8", "replace")
            if not said.isprintable():
                # What a server says is kept and shown: no database may choke on it, no terminal obey it.
                said = "".join(letter if letter.isprintable() else " " for letter in said)
            if more == b"-":
                self._code = code
                self._lines.append(said)
                if len(self._lines) > MOST_LINES:
                    raise Garbage("a reply without end")
            else:
                whole = " ".join([*self._lines, said]) if self._lines else said
                self._lines = []
                yield Reply(int(code), whole)
        if len(self._rest) > LONGEST_LINE:
            raise Garbage("a reply line does not end")
