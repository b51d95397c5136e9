"""SQL: the batches of the ledger that still owe something, and when each needs to be looked at again."""

# ruff: noqa: S608 - statements are put together from constants of this package only

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, text

from publisher.delivery.ledger.states import DUE, HELD, quoted
from publisher.delivery.ledger.timing import Timing
from subscribers.tables import UtcDateTime

URGENT = "alert "


@dataclass(frozen=True)
class Batch:
    """A part of a run's deliveries, or all service mails (no run).

    look_at: when the first of them is due, falls back from a worker that said no more, or has been
    uncertain for long enough.
    """

    run_id: int | None
    number: int
    look_at: datetime
    urgent: bool = False


def owing(
    conn: Connection, *, timing: Timing, run_id: int | None = None, number: int | None = None
) -> list[Batch]:
    """Every batch that owes something, service mails among them; or only batch `number` of this run.

    Runs that are not sending owe nothing now; what is parked waits for a person.
    """
    sending = {
        row.id: row.slot.startswith(URGENT)
        for row in conn.execute(text("SELECT id, slot FROM run WHERE state = 'sending'"))
        if number is None or row.id == run_id
    }
    service = number is None or run_id is None
    found: dict[tuple[int | None, int], datetime] = {}
    for column, states, wait in _looks(timing):
        where = "(run_id IS NULL OR run_id IN :runs)" if service else "run_id IN :runs"
        statement = text(
            f"""SELECT run_id, batch, MIN({column}) AS at FROM delivery
            WHERE state IN ({quoted(states)}) AND {column} IS NOT NULL AND {where}
            {"" if number is None else "AND batch = :number"}
            GROUP BY run_id, batch"""
        ).bindparams(bindparam("runs", expanding=True))
        parameters = {"runs": list(sending)} | ({} if number is None else {"number": number})
        for row in conn.execute(statement.columns(at=UtcDateTime), parameters):
            key, look_at = (row.run_id, row.batch), row.at + wait
            found[key] = min(look_at, found.get(key, look_at))
    return [
        Batch(run, batch, look_at, run is not None and sending[run])
        for (run, batch), look_at in found.items()
    ]


def _looks(timing: Timing) -> tuple[tuple[str, tuple[str, ...], timedelta], ...]:
    return (
        ("next_due", DUE, timedelta()),
        ("lease_until", HELD, timedelta()),
        ("intent_at", ("uncertain",), timing.reply + timing.grace),
    )
