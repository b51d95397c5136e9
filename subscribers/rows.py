"""The rows of a subscribers' CSV: each checked against what the site declares, each fault with its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from subscribers.addresses import address_key, checked
from subscribers.choices import FORMATS
from subscribers.csv_lines import UNREADABLE, Cells, CsvLines
from subscribers.faults import Fault
from subscribers.nearest import nearest
from subscribers.row_check import RowCheck

COLUMNS = (
    "address",
    "name",
    "organisation",
    "role",
    "publications",
    "audiences",
    "topics",
    "format",
    "language",
    "basis",
    "source",
    "consented_at",
    "consent_wording",
)
REQUIRED = ("address", "publications", "basis", "source", "consented_at", "consent_wording")
BASES = ("consent", "public-task")


@dataclass(frozen=True)
class Known:
    """The words a site has declared; the language and zone of rows that name none."""

    publications: frozenset[str]
    audiences: frozenset[str]
    topics: frozenset[str]
    language: str = "en-GB"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))


@dataclass(frozen=True)
class Row:
    """One person's row, checked; `consented_at` is in UTC."""

    line: int
    address: str
    key: str
    name: str
    organisation: str
    role: str
    publications: tuple[str, ...]
    audiences: frozenset[str]
    topics: frozenset[str]
    format: str
    language: str
    basis: str
    source: str
    consented_at: datetime
    wording: str


@dataclass(frozen=True)
class Unreadable:
    """The file as a whole cannot be read, and why."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class BadRow:
    """One row that does not go in, and all that is wrong with it."""

    line: int
    faults: tuple[Fault, ...]


def read(lines: CsvLines, known: Known, now: datetime, name: str) -> Iterator[Row | BadRow | Unreadable]:
    """Each row of the file, in order. After an Unreadable nothing comes.

    name: the file's, for sentences. Blank lines are passed over.
    """
    columns: tuple[str, ...] = ()
    for found in lines.rows():
        if not columns:
            header = found if isinstance(found, Fault) else _header(found, name)
            if isinstance(header, Fault):
                yield Unreadable((Fault(header.what, name, header.mend, header.code),))
                return
            if isinstance(header, Unreadable):
                yield header
                return
            columns = header
        elif isinstance(found, Fault):
            line = int(found.where.removeprefix("line "))
            yield BadRow(line, (Fault(found.what, f"{name}, {found.where}", found.mend, found.code),))
        else:
            yield _row(found, columns, known, now, f"{name}, line {found.line}")
    if not columns:
        yield Unreadable((Fault("the file is empty", name, f"begin with {','.join(COLUMNS)}", "empty"),))


def _header(first: Cells, name: str) -> tuple[str, ...] | Unreadable:
    where = f"{name}, line {first.line}"
    columns = tuple("_".join(cell.strip().lower().split()) for cell in first.cells)
    if any("\x00" in cell or UNREADABLE in cell for cell in first.cells):
        return Unreadable((Fault("the file is not UTF-8 text", where, "save it as 'CSV UTF-8'", "not_utf8"),))
    faults = [
        Fault(f"'{column[:80]}' is no column", where, nearest(column, COLUMNS), "unknown_column")
        for column in columns
        if column not in COLUMNS and column
    ]
    faults += [
        Fault(
            f"the column '{column}' is missing", where, "add it: consent needs its evidence", "missing_column"
        )
        for column in REQUIRED
        if column not in columns
    ]
    faults += [
        Fault(f"the column '{column}' is there twice", where, "keep one", "duplicate_column")
        for column in COLUMNS
        if columns.count(column) > 1
    ]
    return Unreadable(tuple(faults)) if faults else columns


def _row(found: Cells, columns: tuple[str, ...], known: Known, now: datetime, where: str) -> Row | BadRow:
    check = RowCheck(where)
    spare = [cell for cell in found.cells[len(columns) :] if cell.strip()]
    if spare:
        check.fault(
            "",
            f"{len(found.cells)} cells stand under {len(columns)} headings",
            "put a cell that holds a comma in quotes",
        )
        return BadRow(found.line, tuple(check.faults))
    cells = dict.fromkeys(COLUMNS, "") | {
        column: check.text(column, cell) for column, cell in zip(columns, found.cells, strict=False) if column
    }
    address = checked(cells["address"])
    if isinstance(address, Fault):
        check.fault("address", address.what, address.mend, address.code)
    row = Row(
        found.line,
        address if isinstance(address, str) else "",
        address_key(cells["address"]),
        _one_line(cells["name"]),
        _one_line(cells["organisation"]),
        _one_line(cells["role"]),
        publications=check.words("publications", cells, known.publications, "publication", required=True),
        audiences=frozenset(
            check.words("audiences", cells, known.audiences, "audience", required=bool(known.audiences))
        ),
        topics=frozenset(check.words("topics", cells, known.topics, "topic", required=False)),
        format=check.one_of("format", cells["format"].lower() or "html", FORMATS),
        language=check.language(cells["language"] or known.language),
        basis=check.one_of("basis", cells["basis"].lower(), BASES),
        source=check.needed("source", cells["source"], "say on which page or form the person agreed"),
        consented_at=check.past(cells["consented_at"], known.zone, now),
        wording=check.needed("consent_wording", cells["consent_wording"], "give the exact words agreed to"),
    )
    return BadRow(found.line, tuple(check.faults)) if check.faults else row


def _one_line(text: str) -> str:
    return " ".join(text.split())
