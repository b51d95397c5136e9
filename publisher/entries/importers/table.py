"""A CSV table of entries: a row is an entry, its columns the keys of an entry's front matter and its text."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from publisher.entries import files
from publisher.entries.fields import KEYS
from publisher.entries.files import slugify
from publisher.entries.importers.decoding import decode
from publisher.entries.importers.draft import Draft, Fate, Imported
from publisher.entries.importers.flagging import flag_content
from publisher.entries.importers.page import free_slug
from publisher.entries.vocabulary import Vocabulary
from publisher.errors import Refused, refuse
from subscribers.faults import Fault
from subscribers.nearest import nearest

TEXT_COLUMNS = {"body": "body", "text": "body", "description": "body", "slug": "slug"}
LISTS = {"for", "except", "topics", "replaces", "follows-up"}
MOST_ROWS = 20_000
MOST_FAULTS = 20


def take_table(data: bytes, name: str, taken: set[str], vocabulary: Vocabulary) -> Imported:
    """Drafts and fates of a CSV file. Lists inside a cell are divided by ';'.

    Raises Refused with the line and column of everything wrong (the first twenty).
    """
    text = decode(data, name)
    try:
        dialect = csv.Sniffer().sniff(text[:4096].split("\n")[0], delimiters=",;\t")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(rows, [])
        columns = _columns(header, name)
        drafts: list[Draft] = []
        fates = [Fate(1, ", ".join(header), "furniture", None, name)]
        faults: list[Fault] = []
        for line, row in _numbered(rows):
            if not any(cell.strip() for cell in row):
                continue
            try:
                drafts.append(_draft(columns, row, f"{name}, line {line}", taken, vocabulary))
                fates.append(
                    Fate(
                        line,
                        " | ".join(cell for cell in row if cell.strip()),
                        "entry",
                        drafts[-1].content.slug,
                        name,
                    )
                )
            except Refused as refused:
                faults += refused.faults
            if len(drafts) > MOST_ROWS:
                raise refuse(
                    f"there are more than {MOST_ROWS:,} rows", where=name, mend="divide it", code="too_many"
                )
    except csv.Error as error:
        raise refuse(
            f"it cannot be read as CSV ({error})",
            where=f"{name}, line {rows.line_num}",
            mend="is a quotation mark open?",
            code="csv",
        ) from error
    if faults:
        raise Refused(*faults[:MOST_FAULTS])
    if not drafts:
        raise refuse(
            "it holds no entries",
            where=name,
            mend="write a heading row and one row for each entry",
            code="empty",
        )
    return Imported(tuple(drafts), tuple(fates))


def _numbered(rows: "Iterator[list[str]]") -> Iterator[tuple[int, list[str]]]:
    line = 2
    for row in rows:
        yield line, row
        line += 1 + sum(cell.count("\n") for cell in row)


def _columns(header: Sequence[str], name: str) -> list[str]:
    columns = []
    for cell in header:
        said = cell.strip().casefold().replace("-", "_").replace(" ", "_")
        key = "follows-up" if said == "follows_up" else TEXT_COLUMNS.get(said, said)
        if key and key not in KEYS and key not in ("body", "slug"):
            raise refuse(
                f"there is no column '{cell.strip()[:60]}'",
                where=f"{name}, line 1",
                mend=nearest(said, [*KEYS, "body", "slug"]),
                code="unknown_column",
            )
        if key and key in columns:
            raise refuse(
                f"the column '{cell.strip()}' is there twice",
                where=f"{name}, line 1",
                code="duplicate_column",
            )
        columns.append(key)
    if "title" not in columns:
        raise refuse(
            "there is no column 'title'",
            where=f"{name}, line 1",
            mend="name the columns in the first row",
            code="missing",
        )
    return columns


def _draft(
    columns: Sequence[str], row: Sequence[str], where: str, taken: set[str], vocabulary: Vocabulary
) -> Draft:
    if len(row) > len(columns):
        raise refuse(
            f"the row has {len(row)} cells, the heading row {len(columns)}",
            where=where,
            mend="put a text with commas in quotation marks",
            code="csv",
        )
    cells = {key: cell.strip() for key, cell in zip(columns, row, strict=False) if key and cell.strip()}
    body, slug = cells.pop("body", ""), cells.pop("slug", "")
    flags: list[str] = []
    if not cells.get("kind"):
        cells["kind"] = "update"
        flags.append("kind guessed: update, the row names none")
    lines = ["---"]
    for key, value in cells.items():
        if key in LISTS:
            items = [" ".join(item.split()) for item in value.split(";") if item.strip()]
            lines.append(f"{key}: [{', '.join(json.dumps(item, ensure_ascii=False) for item in items)}]")
        else:
            lines.append(f"{key}: {json.dumps(' '.join(value.split()), ensure_ascii=False)}")
    source = "\n".join([*lines, "---", "", body, ""])
    wanted = slugify(slug or f"{cells.get('date', '')} {cells.get('title', '')}") or "entry"
    try:
        content = files.parse(source.encode(), f"{wanted}.md", vocabulary)
    except Refused as refused:
        raise Refused(
            *(Fault(fault.what, where, fault.mend, fault.code) for fault in refused.faults)
        ) from refused
    if slug and wanted in taken:
        raise refuse(
            f"'{wanted}' is the slug of another entry too",
            where=where,
            mend="give each its own",
            code="duplicate_slug",
        )
    free = free_slug(wanted, taken)
    content = files.parse(source.encode(), f"{free}.md", vocabulary) if free != wanted else content
    return Draft(content, (*flags, *flag_content(content, vocabulary)), source)
