"""procrastinate's schema is a revision of ours: a newer one cannot slip in unnoticed."""

from importlib.resources import files

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from publisher.store.migrate import MIGRATIONS


def test_every_history_file_of_the_installed_procrastinate_is_covered_by_a_revision() -> None:
    revisions = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    covered = max(getattr(revision.module, "SCHEMA", "") for revision in revisions)
    history = (files("procrastinate.sql") / "migrations").iterdir()
    beyond = sorted(file.name for file in history if file.name.endswith(".sql") and file.name > covered)
    assert beyond == [], "write a revision that runs these, as revision 0002 says"


def test_only_postgresql_has_a_queue(engine: Engine) -> None:
    assert ("procrastinate_jobs" in inspect(engine).get_table_names()) == (engine.dialect.name != "sqlite")


@pytest.mark.postgresql
def test_the_database_says_how_new_its_queue_is(queue: Engine) -> None:
    with queue.begin() as conn:
        newest = conn.execute(text("SELECT obj_description('procrastinate_jobs'::regclass)")).scalar_one()
    assert newest == ScriptDirectory(str(MIGRATIONS)).get_revision("0002").module.SCHEMA
