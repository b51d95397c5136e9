"""SQL: write the deliveries of an opening run, set-wise."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    String,
    and_,
    func,
    literal,
    literal_column,
    select,
)

from publisher.store.tables import delivery, edition_choice, subscription
from subscribers.once import insert_once
from subscribers.tables import UtcDateTime

BATCH_SIZE = 5_000
COLUMNS = (
    *("run_id", "issue_id", "edition_id", "subscriber_id", "subscription_id"),
    *("batch", "state", "next_due", "life_until"),
)


def address(
    conn: Connection,
    *,
    run_id: int,
    issue_id: int,
    publication: str,
    batch_size: int = BATCH_SIZE,
    life_until: datetime,
    now: datetime,
) -> int:
    """Owe the issue to everybody whose active subscription's choice has an edition; return how many.

    Batches are even slices of the ids between the first and the last of them, so many that each holds about
    `batch_size`; numbered from 0, never more than that size asks for.

    Whoever is suppressed is counted here and skipped when the turn comes, so that the books show it.
    A second call adds only who is missing (unique per issue and person). The caller owns the transaction.
    """
    members = _members(conn, issue_id, publication)
    batches = max(1, -(-members.number // batch_size))
    span = max(1, members.last - members.first + 1)
    number = (subscription.c.id - members.first) * literal(batches, BigInteger) // literal(span, BigInteger)
    of_this: ColumnElement[str] = subscription.c.publication
    if conn.dialect.name == "sqlite" and members.number * 4 > span:
        # Most of the table is wanted, and read as it lies it is in order. By its index it would be sorted.
        of_this = literal_column("+subscription.publication", String)
    owed = (
        select(
            literal(run_id, Integer),
            literal(issue_id, Integer),
            edition_choice.c.edition_id,
            subscription.c.subscriber_id,
            subscription.c.id,
            number,
            literal("queued", String),
            literal(now, UtcDateTime),
            literal(life_until, UtcDateTime),
        )
        .join_from(
            subscription,
            edition_choice,
            and_(
                edition_choice.c.issue_id == issue_id, edition_choice.c.choice_id == subscription.c.choice_id
            ),
        )
        .where(of_this == publication, subscription.c.state == "active")
        .order_by(subscription.c.id)
    )
    conn.execute(insert_once(conn, delivery).from_select(COLUMNS, owed))
    return conn.execute(
        select(func.count()).select_from(delivery).where(delivery.c.issue_id == issue_id)
    ).scalar_one()


class _Members(NamedTuple):
    """How many subscriptions an issue has an edition for, and between which ids they lie."""

    number: int
    first: int
    last: int


def _members(conn: Connection, issue_id: int, publication: str) -> _Members:
    ids = subscription.c.id
    by_choice = (
        select(
            subscription.c.choice_id,
            func.count().label("count"),
            func.min(ids).label("first"),
            func.max(ids).label("last"),
        )
        .where(subscription.c.publication == publication, subscription.c.state == "active")
        .group_by(subscription.c.choice_id)
        .subquery()
    )
    found = (
        select(func.sum(by_choice.c.count), func.min(by_choice.c.first), func.max(by_choice.c.last))
        .join_from(by_choice, edition_choice, edition_choice.c.choice_id == by_choice.c.choice_id)
        .where(edition_choice.c.issue_id == issue_id)
    )
    return _Members._make(int(value or 0) for value in conn.execute(found).one())
