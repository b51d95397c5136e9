"""SQL: what silent workers left behind, and what has been uncertain long enough."""

# ruff: noqa: S608 - statements are put together from constants of this package only

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, TextClause, bindparam, text

from publisher.delivery.ledger.claim import WORST, Wanted
from publisher.delivery.ledger.rows import moment
from publisher.delivery.ledger.states import DUE, HELD, quoted
from publisher.delivery.ledger.timing import Timing

EVERYTHING = Wanted()
CANCELLED = "run_id IN (SELECT id FROM run WHERE state = 'cancelled')"
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Reaped:
    """How many rows came back certainly unsent, became uncertain, were sent again, parked or cancelled."""

    returned: int
    uncertain: int
    resent: int
    parked: int
    cancelled: int = 0


def reap(
    conn: Connection,
    *,
    timing: Timing,
    parking: Collection[str],
    now: datetime,
    wanted: Wanted = EVERYTHING,
    stopped: bool = False,
) -> Reaped:
    """End leases that are over and doubts that are old enough. Doing it twice is doing it once.

    What comes back to a run that was cancelled meanwhile is cancelled: nobody would ever claim it.

    parking: publications that would rather miss than repeat: their uncertain ones wait for a person.
    wanted: the part to look at, for PostgreSQL reads all of it; SQLite finds what it looks for by an index,
    anywhere. stopped: only runs that were paused or cancelled, which no worker looks at any more.
    """
    parameters: dict[str, object] = {
        "now": moment(conn, now),
        "deaths": timing.deaths,
        "since": moment(conn, now - timing.reply - timing.grace),
        "parking": list(parking) or [""],
    }
    part = "" if conn.dialect.name == "sqlite" else _part(wanted, stopped)
    named = {"run": wanted.run_id, "batch": wanted.batch, "week": moment(conn, now - LOOKED_BACK)}
    parameters |= {name: value for name, value in named.items() if f":{name}" in part}
    if part and not conn.execute(_anything(part), parameters).scalar_one():
        return Reaped(0, 0, 0, 0)
    counts = {}
    for name, statement in _statements(conn.dialect.name, part).items():
        counts[name] = conn.execute(statement, parameters).rowcount
    return Reaped(
        counts["returned"], counts["uncertain"], counts["resent"], counts["parked"], counts["cancelled"]
    )


def _part(wanted: Wanted, stopped: bool) -> str:
    cancelled = "state = 'cancelled' AND (closed_at IS NULL OR closed_at > :week)"
    if stopped:
        return f"AND run_id IN (SELECT id FROM run WHERE state = 'paused' OR {cancelled})"
    if wanted.service:
        return "AND run_id IS NULL"
    if wanted.run_id is not None:
        return "AND run_id = :run" + ("" if wanted.batch is None else " AND batch = :batch")
    under_way = f"opened_at IS NOT NULL AND (closed_at IS NULL OR {cancelled})"
    return f"AND (run_id IS NULL OR run_id IN (SELECT id FROM run WHERE {under_way}))"


@cache
def _anything(part: str) -> TextClause:
    return text(f"""SELECT EXISTS (SELECT 1 FROM delivery WHERE (
            (state IN ({quoted(HELD)}) AND lease_until <= :now)
            OR (state = 'uncertain' AND intent_at <= :since)
            OR (state IN ({quoted(DUE)}) AND {CANCELLED})) {part})""")


@cache
def _statements(dialect: str, part: str) -> dict[str, TextClause]:
    skip = "" if dialect == "sqlite" else "FOR UPDATE SKIP LOCKED"
    silent = f"""SELECT id FROM delivery
        WHERE state = '{{}}' AND lease_until <= :now {part} {skip}"""
    alone_too_often = f"deaths + 1 >= {WORST} + :deaths"
    to_park = """(uncertain_count > 0 OR run_id IN
        (SELECT id FROM run WHERE publication IN :parking))"""
    over = f"state = 'uncertain' AND intent_at <= :since {part}"
    found = {
        "log returned": f"""INSERT INTO attempt (delivery_id, n, worker, started_at, ended_at, outcome, text)
            SELECT id, token, COALESCE(worker, ''), lease_until, :now, 'queued', 'its worker fell silent'
            FROM delivery WHERE state = 'leased' AND lease_until <= :now {part} ON CONFLICT DO NOTHING""",
        "returned": f"""UPDATE delivery SET
            state = CASE WHEN {alone_too_often} THEN 'poisoned' ELSE 'queued' END,
            settled_at = CASE WHEN {alone_too_often} THEN :now ELSE NULL END,
            last_text = CASE WHEN {alone_too_often} THEN 'its worker died each time' ELSE last_text END,
            deaths = deaths + 1, lease_until = NULL, worker = NULL
            WHERE id IN ({silent.format("leased")})""",
        "log uncertain": f"""INSERT INTO attempt (delivery_id, n, worker, started_at, ended_at, outcome, text)
            SELECT id, token, COALESCE(worker, ''), intent_at, :now, 'uncertain', 'its worker fell silent'
            FROM delivery WHERE state = 'in_flight' AND lease_until <= :now {part} ON CONFLICT DO NOTHING""",
        "uncertain": f"""UPDATE delivery SET
            state = CASE WHEN {to_park} THEN 'parked' ELSE 'uncertain' END,
            uncertain_count = uncertain_count + 1, lease_until = NULL, worker = NULL
            WHERE id IN ({silent.format("in_flight")})""",
        "parked": f"UPDATE delivery SET state = 'parked' WHERE {over} AND {CANCELLED}",
        "resent": f"UPDATE delivery SET state = 'queued', next_due = :now WHERE {over}",
        "cancelled": f"""UPDATE delivery SET state = 'cancelled', settled_at = :now
            WHERE id IN (SELECT id FROM delivery
                WHERE state IN ({quoted(DUE)}) AND {CANCELLED} {part} {skip})""",
    }
    return {
        name: text(statement).bindparams(bindparam("parking", expanding=True))
        if ":parking" in statement
        else text(statement)
        for name, statement in found.items()
    }
