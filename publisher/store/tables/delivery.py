"""Tables of the ledger: deliveries, attempts, service mails, what came back, and the lanes' limits."""

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from subscribers.tables import UtcDateTime, metadata

service_mail = Table(
    "service_mail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "key",
        String(200),
        nullable=False,
        unique=True,
        comment="guards the effect: 'approval-wanted 47 HASH office@…'",
    ),
    Column("kind", String(24), nullable=False),
    Column("address", String(320), nullable=False),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

_DUE = text("state IN ('queued', 'deferred')")
_HELD = text("lease_until IS NOT NULL")
_DOUBT = text("state IN ('uncertain', 'parked')")
_REFUSED = text("state = 'rejected'")
_WAITING = text("applied_at IS NULL")
_SERVICE = text("service_mail_id IS NOT NULL")

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    # No foreign keys here: one statement writes all rows of a run, from these very tables, and nothing is
    # ever deleted from them. Checked row by row, they took two thirds of the time in which PostgreSQL opens
    # a run.
    Column("run_id", Integer, comment="run.id; empty for a service mail"),
    Column("issue_id", Integer, comment="issue.id"),
    Column("edition_id", Integer, comment="edition.id"),
    Column("subscriber_id", Integer, comment="subscriber.id"),
    Column("subscription_id", Integer, comment="subscription.id"),
    Column("service_mail_id", Integer, comment="service_mail.id"),
    Column("batch", Integer, nullable=False, server_default="0"),
    Column("state", String(12), nullable=False),
    Column("token", Integer, nullable=False, server_default="0", comment="fence: raised by every claim"),
    Column("worker", String(64)),
    Column("lease_until", UtcDateTime),
    Column("intent_at", UtcDateTime, comment="when the final dot was allowed out"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_due", UtcDateTime, nullable=False),
    Column("life_until", UtcDateTime, nullable=False),
    Column("message_id", String(200)),
    Column("body_hash", String(64)),
    Column("address", String(320), comment="written at the first intent and kept"),
    Column("name", Text),
    Column("uncertain_count", Integer, nullable=False, server_default="0"),
    Column(
        "deaths", Integer, nullable=False, server_default="0", comment="workers that fell silent holding it"
    ),
    Column("last_code", String(12)),
    Column("last_text", Text),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("issue_id", "subscriber_id"),
    # Each index holds only the rows that somebody is looking for, so that a message's way
    # through its states touches few pages.
    Index("ix_delivery_due", "run_id", "next_due", "batch", sqlite_where=_DUE, postgresql_where=_DUE),
    Index("ix_delivery_held", "lease_until", sqlite_where=_HELD, postgresql_where=_HELD),
    Index("ix_delivery_doubt", "state", "intent_at", sqlite_where=_DOUBT, postgresql_where=_DOUBT),
    Index(
        "uq_delivery_service_mail_id",
        "service_mail_id",
        unique=True,
        sqlite_where=_SERVICE,
        postgresql_where=_SERVICE,
    ),
    Index("ix_delivery_refused", "settled_at", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
)

attempt = Table(
    "attempt",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("n", Integer, primary_key=True, comment="the claim it was made under: the delivery's token then"),
    Column("outcome", String(12), primary_key=True),
    Column("worker", String(64), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("code", String(12)),
    Column("text", Text),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(24), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("delivery_id", ForeignKey("delivery.id"), index=True),
    Column("kind", String(16), nullable=False),
    Column("code", String(12)),
    Column("detail", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("applied_at", UtcDateTime, comment="when it took effect; empty: it waits for its delivery"),
    UniqueConstraint("source", "external_id"),
    Index("ix_event_waiting", "delivery_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_event_at", "at"),
)

lane = Table(
    "lane",
    metadata,
    Column("key", String(300), primary_key=True, comment="relay, or relay and recipient domain"),
    Column("state", String(12), nullable=False, server_default="open"),
    Column("until", UtcDateTime),
    Column("allowance", Float, nullable=False, server_default="0"),
    Column("counted_at", UtcDateTime),
    Column("reason", Text, nullable=False, server_default=""),
)
