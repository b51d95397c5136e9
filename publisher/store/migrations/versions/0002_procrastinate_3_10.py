"""The queue of workers on PostgreSQL: procrastinate's own schema, and the order in which a batch is claimed.

SQLite has neither: workers there ask the ledger itself.

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
    op.execute("DROP INDEX ix_delivery_due")
    op.execute(
        "CREATE INDEX ix_delivery_due ON delivery (run_id, batch, next_due, id) "
        "WHERE state IN ('queued', 'deferred')"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
