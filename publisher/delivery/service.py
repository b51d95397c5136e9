"""SQL: owe one person a service mail, once per key, through the same ledger."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from publisher.store.tables import delivery, service_mail
from subscribers.once import insert_once

LIFE = timedelta(hours=48)


def owe(
    conn: Connection,
    key: str,
    kind: str,
    address: str,
    subject: str,
    html: str,
    text: str,
    now: datetime,
    *,
    life_until: datetime | None = None,
) -> bool:
    """Owe `address` this mail; False when `key` was owed before. The caller owns the transaction.

    key: guards the effect ("approval-wanted 47 HASH office@…"). html may be empty: plain text only.
    life_until: not sent after this moment; default two days from now.
    """
    values = {
        "key": key,
        "kind": kind,
        "address": address,
        "subject": subject,
        "html": html,
        "text": text,
        "made_at": now,
    }
    made = conn.execute(
        insert_once(conn, service_mail).values(**values).returning(service_mail.c.id)
    ).scalar_one_or_none()
    if made is None:
        return False
    conn.execute(
        insert(delivery).values(
            service_mail_id=made, state="queued", next_due=now, life_until=life_until or now + LIFE
        )
    )
    return True
