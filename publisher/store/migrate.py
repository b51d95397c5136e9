"""Bringing a database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from publisher.errors import refuse

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(engine: Engine) -> Config:
    """Alembic's configuration for `engine`, without any file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Run every revision this database has not seen. Does nothing when it is up to date.

    Raises Refused when the database was written by a newer version of the publisher.
    """
    config = configuration(engine)
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as conn:
        current = MigrationContext.configure(conn).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current is not None and not is_known(current):
        raise refuse(
            f"the database is at revision {current}, which this version does not know",
            mend="install the newer publisher again",
            code="schema_newer",
        )
    command.upgrade(config, "head")


def is_known(revision: str) -> bool:
    """Whether a schema revision is one of this version's."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return revision in {known.revision for known in scripts.walk_revisions()}
