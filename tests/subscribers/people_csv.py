"""Rows of a subscribers' CSV, for tests."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from subscribers.importing import import_csv
from subscribers.report import Report
from subscribers.rows import COLUMNS, Known

NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
KNOWN = Known(
    frozenset({"weekly", "alerts"}), frozenset({"education", "health"}), frozenset({"neglect", "online"})
)
GOOD = {
    "publications": "weekly",
    "audiences": "education",
    "basis": "consent",
    "source": "Sign-up page",
    "consented_at": "2025-03-01",
    "consent_wording": "I agree to get the weekly bulletin, by e-mail.",
}


def sheet(*rows: dict[str, str], delimiter: str = ",", end: str = "\n") -> str:
    """A CSV of rows; what a row does not name is as in GOOD."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return out.getvalue()


def take_in(conn: Connection, data: str | bytes, **given: Any) -> Report:
    """The report of importing `data` on the tests' day."""
    raw = data.encode() if isinstance(data, str) else data
    return import_csv(conn, io.BytesIO(raw), KNOWN, now=given.get("now", NOW), name="people.csv")
