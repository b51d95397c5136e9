"""SQL: stop a run that is being refused for what it is, before the refusals do harm."""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from publisher.store.tables import run, run_event

WHO = "delivery"


def halt(conn: Connection, run_id: int, reason: str, *, now: datetime) -> bool:
    """Pause a run that is sending and say why; False if it was not sending any more."""
    changed = conn.execute(
        update(run).where(run.c.id == run_id, run.c.state == "sending").values(state="paused", reason=reason)
    )
    if changed.rowcount:
        conn.execute(insert(run_event).values(run_id=run_id, at=now, by=WHO, what="paused", reason=reason))
    return bool(changed.rowcount)
