"""SQL: leave for final dots. Lease, run and reader are looked at again in the statement that writes it."""

# ruff: noqa: S608 - statements are put together from constants of this package only

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, TextClause, text

from publisher.delivery.ledger.nouns import Intent
from publisher.delivery.ledger.rows import Over, moment, moment_for, packed, rows_as
from publisher.delivery.ledger.together import Together

COLUMNS = {
    "id": "int",
    "token": "int",
    "address": "text",
    "name": "text",
    "message_id": "text",
    "body_hash": "text",
    "hash": "text",
    "scope": "text",
}
MAY_GO = """
    delivery.id = j.id AND delivery.token = j.token AND delivery.lease_until > :now
    AND (delivery.run_id IS NULL
         OR EXISTS (SELECT 1 FROM run WHERE run.id = delivery.run_id AND run.state = 'sending'))
    AND (delivery.subscription_id IS NULL
         OR EXISTS (SELECT 1 FROM subscription s
                    WHERE s.id = delivery.subscription_id AND s.state = 'active'))
    AND NOT EXISTS (SELECT 1 FROM suppression p WHERE p.address_hash = j.hash AND p.scope IN ('', j.scope))"""
SAME_BYTES = "AND (delivery.body_hash IS NULL OR delivery.body_hash = j.body_hash)"


def intend(
    block: Together, worker: str, intents: Sequence[Intent], *, now: datetime, again: bool = False
) -> list[int]:
    """Write `in_flight` where the dot may go out; the ids granted, known at the end of the block.

    Durable only once the caller committed. Whatever is not granted must be refused by `refuse`.
    again: the same intents may have been committed before an answer was lost; no dot has gone since.
    """
    if not intents:
        return []
    parameters = {"now": moment_for(block.dialect, now), "worker": worker}
    return block.do(_granting(again), intents, parameters)


def refuse(conn: Connection, worker: str, refused: Sequence[Intent], *, now: datetime) -> frozenset[int]:
    """Take what was not granted out of the worker's hands; the runs among them that are not sending now.

    Its reader has left (suppressed), its run was cancelled or paused, its bytes would differ from those
    of an earlier try (poisoned), or its lease is over.
    """
    if not refused:
        return frozenset()
    parameters = {"rows": packed(refused), "now": moment(conn, now), "worker": worker}
    for statement in _refusing(conn.dialect.name):
        conn.execute(statement, parameters)
    return frozenset(row.id for row in conn.execute(_stopped(conn.dialect.name), parameters))


@cache
def _stopped(dialect: str) -> TextClause:
    return text(f"""{rows_as("j", COLUMNS, dialect)}
        SELECT id FROM run WHERE state <> 'sending'
        AND id IN (SELECT d.run_id FROM delivery d JOIN j ON j.id = d.id)""")


@cache
def _granting(again: bool) -> Over:
    states = "IN ('leased', 'in_flight')" if again else "= 'leased'"
    body = f"""
        UPDATE delivery SET state = 'in_flight', intent_at = :now,
            address = COALESCE(delivery.address, j.address), name = COALESCE(delivery.name, j.name),
            message_id = COALESCE(delivery.message_id, j.message_id),
            body_hash = COALESCE(delivery.body_hash, j.body_hash)
        FROM j WHERE {MAY_GO} {SAME_BYTES} AND delivery.state {states} AND delivery.worker = :worker
        RETURNING delivery.id"""
    return Over("j", tuple(COLUMNS.items()), body)


@cache
def _refusing(dialect: str) -> tuple[TextClause, ...]:
    ours = "delivery.token = j.token AND delivery.state = 'leased' AND delivery.worker = :worker"
    cancelled = "SELECT id FROM run WHERE state = 'cancelled'"
    halted = "SELECT id FROM run WHERE state <> 'sending'"
    left = """EXISTS (SELECT 1 FROM subscription s
        WHERE s.id = delivery.subscription_id AND s.state <> 'active')"""
    suppressed = "SELECT 1 FROM suppression p WHERE p.address_hash = j.hash AND p.scope IN ('', j.scope)"
    changes = (
        ("cancelled", f"delivery.run_id IN ({cancelled})"),
        ("suppressed", f"({left} OR EXISTS ({suppressed}))"),
        ("queued", f"delivery.run_id IN ({halted})"),
        ("poisoned", "delivery.body_hash <> j.body_hash"),
        ("queued", "true"),
    )
    found: list[TextClause] = []
    for state, reason in changes:
        ended = state != "queued"
        why = "'its bytes would differ from an earlier try'" if state == "poisoned" else "delivery.last_text"
        where = f"delivery.id = j.id AND {ours} AND {reason}"
        if ended:
            found.append(
                text(f"""{rows_as("j", COLUMNS, dialect)}
                INSERT INTO attempt (delivery_id, n, worker, started_at, ended_at, outcome)
                SELECT delivery.id, delivery.token, CAST(:worker AS TEXT), :now, :now, '{state}'
                FROM delivery JOIN j ON j.id = delivery.id WHERE {where}
                ON CONFLICT DO NOTHING""")
            )
        found.append(
            text(f"""{rows_as("j", COLUMNS, dialect)}
            UPDATE delivery SET state = '{state}', lease_until = NULL, worker = NULL,
                settled_at = {":now" if ended else "NULL"}, last_text = {why}
            FROM j WHERE {where}""")
        )
    return tuple(found)
