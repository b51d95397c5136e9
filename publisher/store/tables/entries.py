"""Tables of entries and their immutable versions."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from subscribers.tables import UtcDateTime, metadata

entry = Table(
    "entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(120), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version_id", Integer, nullable=False, comment="the newest version"),
    Column("correction", Integer, nullable=False, server_default="0", comment="corrections made so far"),
    Column("release_at", UtcDateTime, comment="embargo: released by the clock from this moment"),
    Column("released_at", UtcDateTime, index=True),
    Column(
        "archived",
        Boolean,
        nullable=False,
        server_default="0",
        comment="released as already published: due nowhere",
    ),
    Column(
        "published_at",
        UtcDateTime,
        comment="what feeds and pages show: release, or an archived entry's own date",
    ),
    Column("updated_at", UtcDateTime, comment="Atom's updated: moved by release, correction, withdrawal"),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_reason", Text),
    Column("expires_at", UtcDateTime),
)

entry_version = Table(
    "entry_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entry.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, 3 …"),
    Column(
        "correction",
        Integer,
        nullable=False,
        comment="0 as first written; n: the nth correction, with its minor versions",
    ),
    Column("note", Text, nullable=False, server_default="", comment="what a correction corrects, in words"),
    Column("kind", String(24), nullable=False),
    Column("title", Text, nullable=False),
    Column("date", String(10), nullable=False, comment="2026-09 or 2026-09-14; empty: undated"),
    Column("content", JSON, nullable=False, comment="every field of the entry's Content, as strings"),
    Column("source", Text, nullable=False, comment="the file as it came in, for export byte for byte"),
    Column("html", Text, nullable=False, comment="the body, rendered and cleaned"),
    Column("text", Text, nullable=False, comment="the body as plain text"),
    Column("hash", String(64), nullable=False, comment="SHA-256 of source"),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by", Text, nullable=False, server_default=""),
    UniqueConstraint("entry_id", "number"),
)
