"""One row of a subscribers' CSV under examination: its cells, and all that is wrong with them."""

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from subscribers.cells import unguarded
from subscribers.csv_lines import UNREADABLE
from subscribers.faults import Fault
from subscribers.nearest import nearest

LONGEST_CELL = 4_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class RowCheck:
    """Checks the cells of the row at `where` and gathers what is wrong in `faults`."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.faults: list[Fault] = []

    def fault(self, column: str, what: str, mend: str = "", code: str = "bad_row") -> None:
        """Note a fault in a column, or in the row as a whole."""
        self.faults.append(Fault(what, f"{self._where}, {column}" if column else self._where, mend, code))

    def text(self, column: str, cell: str) -> str:
        """The cell, in NFC and without the guard against formulas."""
        text = unicodedata.normalize("NFC", unguarded(cell).replace("\r\n", "\n")).strip()
        if UNREADABLE in text:
            self.fault(
                column, "there are characters that are not UTF-8", "save the file as 'CSV UTF-8'", "not_utf8"
            )
        elif _CONTROL.search(text):
            self.fault(column, "there is a control character", "type the cell anew", "control_character")
        elif len(text) > LONGEST_CELL:
            self.fault(
                column, f"there are {len(text):,} characters; {LONGEST_CELL:,} fit", "shorten it", "too_long"
            )
        return text

    def words(
        self, column: str, cells: dict[str, str], known: frozenset[str], noun: str, *, required: bool
    ) -> tuple[str, ...]:
        """The words of a list divided by semicolons, each once, all of them known."""
        found = tuple(
            dict.fromkeys(word.strip().lower() for word in cells[column].split(";") if word.strip())
        )
        for word in found:
            if word not in known:
                self.fault(column, f"'{word[:80]}' is no {noun}", nearest(word, known), f"unknown_{noun}")
        if required and not found:
            self.fault(
                column, f"no {noun} is named", f"use one or more of {', '.join(sorted(known))}", "missing"
            )
        return found

    def one_of(self, column: str, word: str, known: tuple[str, ...]) -> str:
        """One word of the known ones."""
        if word not in known:
            what = f"'{word[:80]}' is no {column}" if word else f"no {column} is given"
            self.fault(column, what, nearest(word, known), f"unknown_{column}")
        return word

    def language(self, tag: str) -> str:
        """A language tag (BCP 47)."""
        if not _LANGUAGE.fullmatch(tag) or len(tag) > 35:
            self.fault(
                "language", f"'{tag[:80]}' is no language tag", "write en-GB, cy or the like", "bad_language"
            )
        return tag

    def needed(self, column: str, text: str, mend: str) -> str:
        """A text that must be there."""
        if not text:
            self.fault(column, f"the {column.replace('_', ' ')} is empty", mend, "no_evidence")
        return text

    def past(self, text: str, zone: ZoneInfo, now: datetime) -> datetime:
        """A moment that is over, in UTC; without an offset it is read in `zone`."""
        try:
            moment = datetime.fromisoformat(text)
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            what = f"'{text[:80]}' is no date" if text else "it is not said when the person agreed"
            self.fault("consented_at", what, _as_iso(text), "bad_date")
            return now
        if moment > now:
            self.fault("consented_at", f"'{text}' is still to come", "write the day of consent", "bad_date")
        return moment


def _as_iso(text: str) -> str:
    """Spreadsheets turn 2026-03-01 into 01/03/2026, which two countries read in two ways."""
    form = "2026-03-01 or 2026-03-01T10:00:00Z"
    if parts := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?", text):
        try:
            meant = date(int(parts[3]), int(parts[2]), int(parts[1]))
            return f"write {meant.isoformat()} if the day stands first"
        except ValueError:
            return f"write it as {form}"
    return f"write it as {form}"
