"""The one MetaData of the service, the UTC column type, and the tables about people."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, UTC in the database and UTC when read back.

    Naive values are refused: a time without a zone is a time nobody can trust.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(320), nullable=True, comment="as given; empty after erasure"),
    Column(
        "address_key", String(320), nullable=True, unique=True, comment="the form that decides duplicates"
    ),
    Column("name", Text, nullable=False, server_default=""),
    Column("organisation", Text, nullable=False, server_default=""),
    Column("role", Text, nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
)

choice = Table(
    "choice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True, comment="canonical text of the four columns below"),
    Column("audiences", JSON, nullable=False, comment="sorted list of audience keys"),
    Column("topics", JSON, nullable=False, comment="sorted list of topic keys; empty: all"),
    Column("language", String(35), nullable=False),
    Column("format", String(8), nullable=False, comment="html or text"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber_id", ForeignKey("subscriber.id"), nullable=False, index=True),
    Column("publication", String(64), nullable=False),
    Column("choice_id", ForeignKey("choice.id"), nullable=False),
    Column("state", String(8), nullable=False, comment="pending, active or ended"),
    Column("ended_reason", String(24), comment="left, complained, bounced, by-office, erased, replaced"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("active_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index("ix_subscription_publication_state_choice", "publication", "state", "choice_id"),
    Index(
        "uq_subscription_living",
        "subscriber_id",
        "publication",
        unique=True,
        sqlite_where=text("state <> 'ended'"),
        postgresql_where=text("state <> 'ended'"),
    ),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscription_id", ForeignKey("subscription.id"), nullable=False, index=True),
    Column("basis", String(24), nullable=False, comment="consent or public-task"),
    Column("source", Text, nullable=False, comment="the page, form or file it came from"),
    Column("wording", Text, nullable=False, comment="the exact words agreed to"),
    Column("consented_at", UtcDateTime, nullable=False),
    Column("confirmed_how", Text, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

suppression = Table(
    "suppression",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address_hash", String(64), nullable=False, comment="keyed hash of the address key"),
    Column(
        "scope",
        String(64),
        nullable=False,
        server_default="",
        comment="empty: everything; else a publication",
    ),
    Column("reason", String(24), nullable=False, comment="left, complained, bounced, by-office, erased"),
    Column("since", UtcDateTime, nullable=False),
    UniqueConstraint("address_hash", "scope"),
)

suppression_key = Table(
    "suppression_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", LargeBinary(32), nullable=False),
)
