"""Alembic's door: runs the revisions on the engine it is handed."""

from alembic import context

from publisher.store.tables import metadata

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Workers of a new version start together: one migrates, the others find it done.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7079201703)")
        context.run_migrations()
    connection.commit()
