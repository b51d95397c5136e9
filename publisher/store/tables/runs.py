"""Tables of runs, what happened to them, since when publications stand, and the installation itself."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from subscribers.tables import UtcDateTime, metadata

instance = Table(
    "instance",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column("place", Text, nullable=False, comment="where this database lives; a copy lives elsewhere"),
    Column("base_url", Text, nullable=False),
    Column("tag_authority", Text, nullable=False, comment="host,date of every tag: URI; never changes"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime, comment="when a person said this copy may send"),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", String(64), nullable=False),
    Column(
        "slot",
        String(40),
        nullable=False,
        comment="nominal local time 2026-09-01T09:30, or 'by-hand …', 'alert …'",
    ),
    Column(
        "slot_at",
        UtcDateTime,
        nullable=False,
        comment="the slot's instant, before holidays or people moved it",
    ),
    Column("fires_at", UtcDateTime, nullable=False, comment="the instant it was moved to"),
    Column("moved_why", Text, nullable=False, server_default=""),
    Column("state", String(20), nullable=False),
    Column("late", Boolean, nullable=False, server_default="0"),
    Column(
        "waits_for",
        String(12),
        nullable=False,
        server_default="",
        comment="of a held or asking run: person, approval, repair; late, old, brake",
    ),
    Column("reason", Text, nullable=False, server_default="", comment="why it is in its state, in words"),
    Column("issue_id", ForeignKey("issue.id"), unique=True),
    Column(
        "head_count", Integer, nullable=False, server_default="0", comment="deliveries made when it opened"
    ),
    Column("opened_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("publication", "slot"),
)

standing = Table(
    "standing",
    metadata,
    Column("publication", String(64), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, comment="when a run of it was first planned or made"),
    Column(
        "since",
        UtcDateTime,
        nullable=False,
        comment="where schedule.yaml has no since: the slot before its first run; older entries are not due",
    ),
)

run_event = Table(
    "run_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False, comment="an editor's name, or 'clock'"),
    Column("what", String(24), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
)
