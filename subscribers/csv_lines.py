"""A CSV file as rows with their line numbers; one that cannot be read spoils no other."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from subscribers.faults import Fault

LONGEST_LINE = 64_000
MOST_LINES = 20
DELIMITERS = (",", ";", "\t")
UNREADABLE = "\ufffd"
BLANK = " \t\xa0,;\r"


@dataclass(frozen=True)
class Cells:
    """One row's cells and the line it begins on (1 = the file's first)."""

    line: int
    cells: list[str]


class CsvLines:
    """Reads a file once, row by row, keeping no more than a row's lines in memory.

    The delimiter (comma, semicolon or tab) is taken from the first row. A quotation mark that is never
    closed costs its own row only.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ahead: deque[tuple[int, str | None]] = deque()
        self._line = 0
        self.delimiter = ","
        self.bytes_read = 0

    def rows(self) -> Iterator[Cells | Fault]:
        """Each row that is not blank, or what is wrong with it; `where` of a fault is its line."""
        first = True
        while (taken := self._take()) is not None:
            line, text = taken
            if text is None:
                yield Fault(f"the line is over {LONGEST_LINE:,} bytes long", f"line {line}", code="too_long")
                continue
            if not text.strip(BLANK):
                continue
            if first and "\r" in text:
                yield Fault(
                    "its lines end in the way of old Macs", f"line {line}", "save it as 'CSV UTF-8'", "csv"
                )
                return
            if first and text.lower().startswith("sep=") and len(text.strip()) == 5:
                continue
            if first:
                self.delimiter = max(DELIMITERS, key=text.count)
                first = False
            yield self._row(line, text)

    def _row(self, line: int, text: str) -> Cells | Fault:
        more: list[tuple[int, str | None]] = []
        whole = text
        while whole.count('"') % 2 and len(more) < MOST_LINES:
            following = self._take()
            if following is None or following[1] is None:
                more += [following] if following else []
                break
            more.append(following)
            whole += f"\n{following[1]}"
        try:
            if whole.count('"') % 2 == 0:
                return Cells(line, next(csv.reader([whole], delimiter=self.delimiter, strict=True)))
            wrong = "a quotation mark is not closed"
        except csv.Error as error:
            wrong = f"the row cannot be read ({error})"
        self._ahead.extendleft(reversed(more))
        return Fault(wrong, f"line {line}", "write a quotation mark inside a cell twice", "csv")

    def _take(self) -> tuple[int, str | None] | None:
        if self._ahead:
            return self._ahead.popleft()
        raw = self._file.readline(LONGEST_LINE)
        if not raw:
            return None
        self.bytes_read += len(raw)
        self._line += 1
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            while (rest := self._file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                self.bytes_read += len(rest)
            return self._line, None
        text = raw.decode("utf-8-sig" if self._line == 1 else "utf-8", errors="replace")
        return self._line, text.removesuffix("\n").removesuffix("\r")
