"""SQL: take what is due for one worker, in one short transaction; and keep hold of it."""

# ruff: noqa: S608 - statements are put together from constants of this package only

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, TextClause, text

from publisher.delivery.ledger.nouns import Claim
from publisher.delivery.ledger.rows import moment, packed, rows_as
from publisher.delivery.ledger.states import DUE, HELD, quoted
from publisher.delivery.ledger.timing import Timing

# What a claim tells beside id and token, whether it is over, and when it was due.
TOLD = """d.run_id, d.edition_id, d.service_mail_id, d.subscriber_id, d.subscription_id,
            COALESCE(r.publication, ''), COALESCE(d.address, m.address, p.address, ''),
            COALESCE(p.address_key, m.address, ''), COALESCE(d.name, p.name, ''),
            COALESCE(d.message_id, ''), COALESCE(d.body_hash, ''), d.attempts,
            CASE WHEN d.life_until <= :now OR s.state <> 'active' THEN 1 ELSE 0 END, d.next_due"""
NAMES = """to_run, edition, mail, reader, ending, publication, to_address, to_key, to_name,
            known_id, known_hash, tries, over, due"""
BESIDE = """LEFT JOIN run r ON r.id = d.run_id
        LEFT JOIN subscriber p ON p.id = d.subscriber_id
        LEFT JOIN subscription s ON s.id = d.subscription_id
        LEFT JOIN service_mail m ON m.id = d.service_mail_id"""
# Whose workers died so often are held so many at a time, and nothing beside them: so that what kills a worker
# is found in a few deaths, and what only lay beside it loses little time.
CAREFULLY = ((2, 50), (3, 7), (4, 1))
WORST = CAREFULLY[-1][0]  # from here on each is held alone, so that a death is its own


@dataclass(frozen=True)
class Wanted:
    """Which part of the ledger a worker serves: a run or all, a batch of it or all; or service mails only."""

    run_id: int | None = None
    batch: int | None = None
    service: bool = False


@dataclass(frozen=True)
class Claimed:
    """taken: rows that changed hands or were settled on the way; claims: those to be sent."""

    taken: int
    claims: Sequence[Claim]


def claim(
    conn: Connection, worker: str, limit: int, wanted: Wanted, *, timing: Timing, now: datetime, alone: bool
) -> Claimed:
    """Lease up to `limit` due deliveries to `worker`, oldest due first; each lease raises the token.

    Service mails go first; runs that are sending share alike, so that an alert never waits behind a
    long issue. What is past its life or whose reader has left is settled here, not sent.
    alone: the worker holds nothing, so it may take a few of those that others died holding.
    """
    sources = _sources(conn, wanted)
    found: list[_Taken] = []
    share = max(1, limit // max(1, sum(run is not None for run in sources)))
    for run in sources:
        room = min(share if run else limit, limit - len(found))
        found += _lease(conn, worker, run, room, wanted, timing, now)
    for deaths, few in CAREFULLY if alone else ():
        for run in sources:
            found = found or _lease(conn, worker, run, few, wanted, timing, now, deaths)
    over = [taken.claim.id for taken in found if taken.over]
    if over:
        parameters = {"rows": packed([(number,) for number in over]), "now": moment(conn, now)}
        for statement in _skipping(conn.dialect.name):
            conn.execute(statement, {**parameters, "worker": worker})
    return Claimed(len(found), [taken.claim for taken in found if not taken.over])


def renew(conn: Connection, worker: str, ids: Iterable[int], *, timing: Timing, now: datetime) -> None:
    """Hold on to what `worker` still holds of `ids`."""
    conn.execute(
        _renewing(conn.dialect.name),
        {
            "rows": packed([(number,) for number in ids]),
            "worker": worker,
            "until": moment(conn, now + timing.lease),
            "now": moment(conn, now),
        },
    )


def _sources(conn: Connection, wanted: Wanted) -> list[int | None]:
    """Where to look: service mails (None) and every run that is sending, oldest opened first."""
    if wanted.service:
        return [None]
    query = "SELECT id FROM run WHERE state = 'sending' ORDER BY opened_at, id"
    running = [row.id for row in conn.execute(text(query))]
    if wanted.run_id is None:
        return [None, *running]
    return [wanted.run_id] if wanted.run_id in running else []


class _Taken(NamedTuple):
    claim: Claim
    over: bool  # past its life, or its reader has left


def _lease(
    conn: Connection,
    worker: str,
    run_id: int | None,
    limit: int,
    wanted: Wanted,
    timing: Timing,
    now: datetime,
    deaths: int = 0,
) -> list[_Taken]:
    if limit <= 0:
        return []
    parameters: dict[str, object] = {"now": moment(conn, now), "limit": limit}
    if run_id is not None:
        parameters["run"] = run_id
    batch = run_id is not None and wanted.batch is not None
    if batch:
        parameters["batch"] = wanted.batch
    lease = {"until": moment(conn, now + timing.lease), "worker": worker}
    where = _due(run_id is None, batch, deaths)
    if conn.dialect.name == "sqlite":
        # Nobody else writes meanwhile, and SQLite cannot return columns of other tables with an update.
        rows = conn.execute(_choosing(where), parameters).all()
        ids = packed([(row[0],) for row in rows])
        conn.execute(_holding(), {"rows": ids, **lease})
    else:
        rows = conn.execute(_taking(where), {**parameters, **lease}).all()
    rows = sorted(rows, key=itemgetter(-1, 0))
    return [_Taken(Claim._make(row[:-2]), bool(row[-2])) for row in rows]


def _due(service: bool, batch: bool, deaths: int) -> str:
    often = f"< {CAREFULLY[0][0]}" if not deaths else f">= {WORST}" if deaths == WORST else f"= {deaths}"
    return f"""run_id {"IS NULL" if service else "= :run"} {"AND batch = :batch" if batch else ""}
        AND state IN ({quoted(DUE)}) AND next_due <= :now AND deaths {often}"""


@cache
def _choosing(where: str) -> TextClause:
    return text(f"""
        WITH chosen AS (SELECT * FROM delivery WHERE {where} ORDER BY next_due, batch, id LIMIT :limit)
        SELECT d.id, d.token + 1, {TOLD} FROM chosen d {BESIDE}""")


@cache
def _holding() -> TextClause:
    return text(f"""{rows_as("j", {"id": "int"}, "sqlite")}
        UPDATE delivery SET state = 'leased', token = token + 1, worker = :worker, lease_until = :until
        WHERE id IN (SELECT id FROM j)""")


@cache
def _taking(where: str) -> TextClause:
    return text(f"""
        WITH chosen AS (SELECT * FROM delivery WHERE {where}
            ORDER BY batch, next_due LIMIT :limit FOR UPDATE SKIP LOCKED),
        told (id, {NAMES}) AS (SELECT d.id, {TOLD} FROM chosen d {BESIDE})
        UPDATE delivery SET state = 'leased', token = token + 1, worker = :worker, lease_until = :until
        FROM told WHERE delivery.id = told.id
        RETURNING delivery.id, token, {NAMES}""")


@cache
def _skipping(dialect: str) -> tuple[TextClause, ...]:
    ids = rows_as("j", {"id": "int"}, dialect)
    over = {
        "expired": "d.life_until <= :now",
        "suppressed": """EXISTS (SELECT 1 FROM subscription s
            WHERE s.id = d.subscription_id AND s.state <> 'active')""",
    }
    found: list[TextClause] = []
    for state, reason in over.items():
        chosen = f"SELECT d.id FROM delivery d JOIN j ON j.id = d.id WHERE d.state = 'leased' AND {reason}"
        found.append(
            text(f"""{ids}, chosen AS ({chosen})
            INSERT INTO attempt (delivery_id, n, worker, started_at, ended_at, outcome)
            SELECT d.id, d.token, :worker, :now, :now, '{state}'
            FROM delivery d JOIN chosen c ON c.id = d.id WHERE true
            ON CONFLICT DO NOTHING""")
        )
        found.append(
            text(f"""{ids}
            UPDATE delivery SET state = '{state}', settled_at = :now, lease_until = NULL
            WHERE id IN ({chosen}) AND worker = :worker""")
        )
    return tuple(found)


@cache
def _renewing(dialect: str) -> TextClause:
    return text(f"""{rows_as("j", {"id": "int"}, dialect)}
        UPDATE delivery SET lease_until = :until
        WHERE id IN (SELECT id FROM j) AND worker = :worker AND state IN ({quoted(HELD)})
        AND lease_until > :now""")
