"""The database: its engine, the publisher's tables and the migrations of both rooms' tables."""
