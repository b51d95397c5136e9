"""SQL: how we deal with PostgreSQL: patience with the network, a session's habits, poolers between us."""

from typing import Any

from sqlalchemy import Connection

# A server that was cut off is noticed within 20 seconds, well before a lease is over.
PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
# What each session asks of the server. The rows being worked on are in memory: at the default price of a
# page, joining the few rows of a ledger's page to a freshly filled table is planned as a reading of the whole
# table. A client that was cut off or frozen in the middle of a transaction must not keep its locks.
HABITS = {
    "random_page_cost": "1.1",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "2",
    "idle_in_transaction_session_timeout": "10min",
}


def prepare(raw: Any, _record: object) -> None:
    """Settle a new session's habits, unless it is a pooler's to lend.

    In a pooler's transaction mode the next transaction may be another session's: what was prepared in this
    one would not be there, and what was set would be a stranger's.
    """
    if not raw.execute(settling(raw.info.backend_pid)).fetchone()[0]:
        raw.prepare_threshold = None
    raw.commit()


def settling(session: int) -> str:
    """A statement that settles the habits of this session and says true; false in a pooler's."""
    kept = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in HABITS.items())
    direct = f"pg_backend_pid() = {session}"
    return f"SELECT {direct}, CASE WHEN {direct} THEN concat({kept}) END"


def behind_pooler(conn: Connection) -> bool:
    """Whether something between us and the server lends us its own connections, as PgBouncer does.

    A pooler answers for the server, so the session it names is not the one that does the work.
    """
    raw: Any = conn.connection.driver_connection
    return bool(conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != raw.info.backend_pid)
