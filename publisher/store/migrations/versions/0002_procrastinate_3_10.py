"""PostgreSQL only: the queue of workers, which is procrastinate's own schema; and the ledger's indexes.

SQLite has no queue: workers there ask the ledger itself.

The schema is that of the installed procrastinate, which holds its history up to SCHEMA; the table's comment
says which was found. A later procrastinate that changes its schema gets a revision of its own here: it runs
that package's migration files after the one in the comment, which are none in a database made later.
"""

from importlib.resources import files

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    # Many statements at once, with per cent signs of their own: as they are, to the driver.
    connection.connection.cursor().execute(SchemaManager.get_schema())
    history = files("procrastinate.sql") / "migrations"
    newest = max(file.name for file in history.iterdir() if file.name.endswith(".sql"))
    op.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{newest}'")
    for name in ("due", "held", "doubt", "refused"):
        op.execute(f"DROP INDEX ix_delivery_{name}")
    # No column of these changes, nor any that says which rows they hold, while a letter is claimed, intended
    # and accepted; and every page keeps room. So its row is written anew in its own page, and no index is
    # touched (heap-only tuples): that took a third off the server's work.
    op.execute("ALTER TABLE delivery SET (fillfactor = 40)")
    op.execute("CREATE INDEX ix_delivery_due ON delivery (run_id, batch, next_due)")
    op.execute("CREATE INDEX ix_attempt_refused ON attempt (delivery_id) WHERE outcome = 'rejected'")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
