"""SQL: take what is due for one worker, in one short transaction; and keep hold of it."""

# ruff: noqa: S608 - statements are put together from constants of this package only

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, TextClause, text

from publisher.delivery.ledger.nouns import Claim
from publisher.delivery.ledger.rows import moment, rows_as
from publisher.delivery.ledger.states import DUE, HELD, quoted
from publisher.delivery.ledger.timing import Timing

ALONE_AFTER = 2  # deaths of its workers; from then on a delivery is held alone, so that no other suffers


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
    alone: the worker holds nothing, so it may take one that others died holding.
    """
    sources = _sources(conn, wanted)
    taken: list[int] = []
    share = max(1, limit // max(1, sum(run is not None for run in sources)))
    for run in sources:
        taken += _lease(
            conn, worker, run, min(share if run else limit, limit - len(taken)), wanted, timing, now
        )
    if alone and not taken:
        for run in sources:
            taken = taken or _lease(conn, worker, run, 1, wanted, timing, now, alone=True)
    if not taken:
        return Claimed(0, ())
    ids = json.dumps([[number] for number in taken])
    dialect, parameters = conn.dialect.name, {"rows": ids, "now": moment(conn, now)}
    rows = conn.execute(_reading(dialect), parameters).all()
    if any(row[-1] for row in rows):
        for statement in _skipping(dialect):
            conn.execute(statement, {**parameters, "worker": worker})
    return Claimed(len(taken), [Claim._make(row[:-1]) for row in rows if not row[-1]])


def renew(conn: Connection, worker: str, ids: Iterable[int], *, timing: Timing, now: datetime) -> None:
    """Hold on to what `worker` still holds of `ids`."""
    conn.execute(
        _renewing(conn.dialect.name),
        {
            "rows": json.dumps([[number] for number in ids]),
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


def _lease(
    conn: Connection,
    worker: str,
    run_id: int | None,
    limit: int,
    wanted: Wanted,
    timing: Timing,
    now: datetime,
    alone: bool = False,
) -> list[int]:
    if limit <= 0:
        return []
    parameters = {
        "now": moment(conn, now),
        "until": moment(conn, now + timing.lease),
        "worker": worker,
        "limit": limit,
        "deaths": ALONE_AFTER,
    }
    if run_id is not None:
        parameters["run"] = run_id
    if run_id is not None and wanted.batch is not None:
        parameters["batch"] = wanted.batch
    statement = _leasing(
        conn.dialect.name, run_id is None, run_id is not None and wanted.batch is not None, alone
    )
    return sorted(row.id for row in conn.execute(statement, parameters))


@cache
def _leasing(dialect: str, service: bool, batch: bool, alone: bool) -> TextClause:
    return text(f"""
        UPDATE delivery SET state = 'leased', token = token + 1, worker = :worker, lease_until = :until
        WHERE id IN (
            SELECT id FROM delivery
            WHERE state IN ({quoted(DUE)}) AND run_id {"IS NULL" if service else "= :run"}
            {"AND batch = :batch" if batch else ""}
            AND next_due <= :now AND deaths {">=" if alone else "<"} :deaths
            {_in_order(dialect)}
        )
        RETURNING id""")


def _in_order(dialect: str) -> str:
    """Oldest due first. PostgreSQL goes batch by batch, as its index does: it would sort the whole run."""
    if dialect == "sqlite":
        return "ORDER BY next_due, batch, id LIMIT :limit"
    return "ORDER BY batch, next_due, id LIMIT :limit FOR UPDATE SKIP LOCKED"


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
def _reading(dialect: str) -> TextClause:
    return text(f"""{rows_as("j", {"id": "int"}, dialect)}
        SELECT d.id, d.token, d.run_id, d.edition_id, d.service_mail_id, d.subscriber_id, d.subscription_id,
            COALESCE(r.publication, ''), COALESCE(d.address, m.address, p.address, ''),
            COALESCE(p.address_key, m.address, ''), COALESCE(d.name, p.name, ''),
            COALESCE(d.message_id, ''), COALESCE(d.body_hash, ''), d.attempts,
            CASE WHEN d.life_until <= :now OR s.state <> 'active' THEN 1 ELSE 0 END
        FROM j JOIN delivery d ON d.id = j.id
        LEFT JOIN run r ON r.id = d.run_id
        LEFT JOIN subscriber p ON p.id = d.subscriber_id
        LEFT JOIN subscription s ON s.id = d.subscription_id
        LEFT JOIN service_mail m ON m.id = d.service_mail_id
        WHERE d.state = 'leased' ORDER BY d.next_due, d.id""")


@cache
def _renewing(dialect: str) -> TextClause:
    return text(f"""{rows_as("j", {"id": "int"}, dialect)}
        UPDATE delivery SET lease_until = :until
        WHERE id IN (SELECT id FROM j) AND worker = :worker AND state IN ({quoted(HELD)})
        AND lease_until > :now""")
