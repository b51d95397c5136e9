"""Tables of issues: what is chosen, who approved it, and the editions it was rendered as."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from subscribers.tables import UtcDateTime, metadata

issue = Table(
    "issue",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", String(64), nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … within its publication"),
    Column("state", String(12), nullable=False, comment="draft, submitted, approved, frozen or called-back"),
    Column("subject", Text, nullable=False, server_default=""),
    Column("introduction", Text, nullable=False, server_default="", comment="Markdown"),
    Column("content_hash", String(64), nullable=False, server_default=""),
    Column("drafted_at", UtcDateTime, nullable=False),
    Column("submitted_by", Text),
    Column("submitted_at", UtcDateTime),
    Column("approved_at", UtcDateTime),
    Column("window_from", UtcDateTime, comment="the last run that published; empty: the first"),
    Column("window_to", UtcDateTime),
    Column("frozen_at", UtcDateTime, comment="when its run opened; the content never changes after"),
    UniqueConstraint("publication", "number"),
)

issue_entry = Table(
    "issue_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue_id", ForeignKey("issue.id"), nullable=False),
    Column("publication", String(64), nullable=False),
    Column("entry_id", ForeignKey("entry.id"), nullable=False),
    Column("correction", Integer, nullable=False),
    Column("version_id", ForeignKey("entry_version.id"), nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("publication", "entry_id", "correction"),
    UniqueConstraint("issue_id", "entry_id"),
)

not_before = Table(
    "not_before",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", String(64), nullable=False),
    Column("entry_id", ForeignKey("entry.id"), nullable=False),
    Column(
        "number", Integer, nullable=False, comment="an entry moved on: not in an issue with a lower number"
    ),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("publication", "entry_id"),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", String(64), nullable=False),
    Column("entry_id", ForeignKey("entry.id"), nullable=False),
    Column("correction", Integer, comment="up to this correction; empty: whatever comes"),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("publication", "entry_id"),
)

approval = Table(
    "approval",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue_id", ForeignKey("issue.id"), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("voided_at", UtcDateTime),
    Column("voided_why", Text),
    UniqueConstraint("issue_id", "content_hash", "by"),
)

edition = Table(
    "edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue_id", ForeignKey("issue.id"), nullable=False),
    Column(
        "key",
        String(64),
        nullable=False,
        comment="hash of what makes it distinct: versions in order, language, format",
    ),
    Column("version_ids", JSON, nullable=False, comment="entry versions in the order shown"),
    Column("language", String(35), nullable=False),
    Column("format", String(8), nullable=False, comment="html (with its plain text) or text"),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False, comment="with slots; empty when format is text"),
    Column("text", Text, nullable=False, comment="with slots"),
    Column(
        "shortened",
        Integer,
        nullable=False,
        server_default="0",
        comment="entries shown as title and link only",
    ),
    UniqueConstraint("issue_id", "key"),
)

edition_choice = Table(
    "edition_choice",
    metadata,
    Column("issue_id", ForeignKey("issue.id"), primary_key=True),
    Column("choice_id", ForeignKey("choice.id"), primary_key=True),
    Column("edition_id", ForeignKey("edition.id"), nullable=False),
    sqlite_with_rowid=False,
)
