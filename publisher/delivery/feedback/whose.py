"""SQL: which delivery a report speaks of: by our own signed tokens or ids, never by free text (M-B6)."""

from sqlalchemy import Connection, select

from publisher.delivery.feedback.report import Report
from publisher.links import Links
from publisher.store.tables import delivery


def delivery_of(conn: Connection, links: Links, report: Report) -> int | None:
    """The delivery's id, or None: the report is forged, strange, or about a mail that was not ours.

    A message id counts because it holds a keyed hash that only we and its one reader have seen.
    """
    for token in report.tokens:
        found = links.verify("return", token)
        if found is not None and conn.scalar(select(delivery.c.id).where(delivery.c.id == found)) is not None:
            return found
    for message_id in report.message_ids:
        by_id = conn.scalar(select(delivery.c.id).where(delivery.c.message_id == message_id))
        if by_id is not None:
            return int(by_id)
    for token in report.leave_tokens:
        subscription = links.verify("leave", token)
        newest = select(delivery.c.id).where(delivery.c.subscription_id == subscription)
        by_leave = conn.scalar(newest.order_by(delivery.c.id.desc()).limit(1))
        if subscription is not None and by_leave is not None:
            return int(by_leave)
    return None
