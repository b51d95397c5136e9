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
    where = "(run_id IS NULL OR run_id IN :runs)" if service else "run_id IN :runs"
    parameters = {"runs": list(sending)} | ({} if number is None else {"number": number})
    looks = _looks(timing)
    columns = ", ".join(
        f"MIN({column}) FILTER (WHERE state IN ({quoted(states)})) AS {column}" for column, states, _ in looks
    )
    owed = [state for _, states, _ in looks for state in states]
    statement = text(
        f"""SELECT run_id, batch, {columns} FROM delivery
        WHERE state IN ({quoted(tuple(owed))}) AND {where} {"" if number is None else "AND batch = :number"}
        GROUP BY run_id, batch"""
    ).bindparams(bindparam("runs", expanding=True))
    found: dict[tuple[int | None, int], datetime] = {}
    moments = {column: UtcDateTime() for column, _, _ in looks}
    for row in conn.execute(statement.columns(**moments), parameters).mappings():
        at = [row[column] + wait for column, _, wait in looks if row[column] is not None]
        if at:
            found[row["run_id"], row["batch"]] = min(at)
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
