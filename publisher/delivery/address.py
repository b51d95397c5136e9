"""SQL: write the deliveries of an opening run, set-wise."""

from datetime import datetime

from sqlalchemy import Connection, Integer, String, and_, func, literal, select

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

    Whoever is suppressed is counted here and skipped when the turn comes, so that the books show it.
    A second call adds only who is missing (unique per issue and person). The caller owns the transaction.
    """
    members = (
        select(
            literal(run_id, Integer),
            literal(issue_id, Integer),
            edition_choice.c.edition_id,
            subscription.c.subscriber_id,
            subscription.c.id,
            (func.row_number().over(order_by=subscription.c.id) - 1) // batch_size,
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
        .where(subscription.c.publication == publication, subscription.c.state == "active")
        .order_by(subscription.c.id)
    )
    conn.execute(insert_once(conn, delivery).from_select(COLUMNS, members))
    return conn.execute(
        select(func.count()).select_from(delivery).where(delivery.c.issue_id == issue_id)
    ).scalar_one()
