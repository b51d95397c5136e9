"""SQL: copy every row of one database into another, for playing ahead on what cannot be harmed."""

from sqlalchemy import Connection, insert, select

from publisher.store.tables import metadata

AT_ONCE = 1_000


def copy_rows(source: Connection, target: Connection) -> None:
    """All rows of the service's tables, in an order that keeps references; `target` has none yet."""
    for table in metadata.sorted_tables:
        found = source.execution_options(yield_per=AT_ONCE).execute(select(table))
        for part in found.mappings().partitions(AT_ONCE):
            target.execute(insert(table), [dict(row) for row in part])
