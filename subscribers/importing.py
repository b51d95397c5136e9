"""Take in a CSV of people who agreed; set-wise, in batches, and never anybody who left."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import Connection

from subscribers.csv_lines import CsvLines
from subscribers.intake import Batch
from subscribers.report import Report, note
from subscribers.rows import BadRow, Known, Unreadable, read

BATCH = 1_000


def import_csv(
    conn: Connection,
    file: BinaryIO,
    known: Known,
    *,
    now: datetime,
    name: str,
    each: Callable[[Report], None] | None = None,
) -> Report:
    """Make active subscriptions of the rows of `file`, with their consent; say what became of each.

    A row with a fault stays out, the others go in. Who is subscribed already keeps the choice he has; who
    left, or is suppressed, is not subscribed again. The same file a second time changes nothing.
    each: called after every batch of 1,000 rows; the caller may commit there.
    """
    report = Report()
    lines = CsvLines(file)
    found = read(lines, known, now, name)
    choices: dict[tuple[Any, ...], int] = {}
    while batch := list(islice(found, BATCH)):
        rows = []
        for item in batch:
            if isinstance(item, Unreadable):
                report.unreadable += item.faults
            elif isinstance(item, BadRow):
                report.rows += 1
                report.bad += 1
                note(report.bad_rows, *item.faults)
            else:
                report.rows += 1
                rows.append(item)
        if rows:
            Batch(conn, rows, report, name, known.zone, now).take_in(choices)
        report.bytes_read = lines.bytes_read
        if each:
            each(report)
    return report
