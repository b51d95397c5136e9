"""SQL: write the active subscriptions as a CSV that `importing` reads again and no spreadsheet runs."""

import csv
from typing import Any, TextIO

from sqlalchemy import Connection, func, select

from subscribers.cells import guarded
from subscribers.rows import COLUMNS
from subscribers.tables import choice, consent, subscriber, subscription

AT_ONCE = 1_000


def export_csv(conn: Connection, file: TextIO) -> int:
    """Write a row per active subscription, by address; return how many. Every cell is quoted.

    file: opened with newline="" and UTF-8. Cells that a spreadsheet might take for a formula begin
    with an apostrophe, which an import takes off again.
    """
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    newest = (
        select(func.max(consent.c.id).label("id"), consent.c.subscription_id)
        .group_by(consent.c.subscription_id)
        .subquery()
    )
    query = (
        select(subscriber, subscription.c.publication, choice, consent)
        .join_from(subscription, subscriber)
        .join(choice, choice.c.id == subscription.c.choice_id)
        .outerjoin(newest, newest.c.subscription_id == subscription.c.id)
        .outerjoin(consent, consent.c.id == newest.c.id)
        .where(subscription.c.state == "active", subscriber.c.address.is_not(None))
        .order_by(subscriber.c.address_key, subscription.c.publication)
    )
    count = 0
    with conn.execution_options(yield_per=AT_ONCE).execute(query) as rows:
        for row in rows:
            writer.writerow([guarded(cell) for cell in _cells(row)])
            count += 1
    return count


def _cells(row: Any) -> list[str]:
    return [
        row.address,
        row.name,
        row.organisation,
        row.role,
        row.publication,
        ";".join(row.audiences),
        ";".join(row.topics),
        row.format,
        row.language,
        row.basis or "",
        row.source or "",
        row.consented_at.isoformat() if row.consented_at else "",
        row.wording or "",
    ]
