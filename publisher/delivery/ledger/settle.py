"""SQL: what became of tries. A permission is fenced by its token; a fact never is."""

# ruff: noqa: S608 - statements are put together from constants of this package only

from collections.abc import Sequence
from functools import cache

from publisher.delivery.ledger.nouns import Result
from publisher.delivery.ledger.rows import Over, moment_for
from publisher.delivery.ledger.states import DOUBT, DUE, HELD, TERMINAL, quoted
from publisher.delivery.ledger.together import Together

COLUMNS = (
    ("id", "int"),
    ("token", "int"),
    ("state", "text"),
    ("code", "text"),
    ("text", "text"),
    ("started_at", "at"),
    ("ended_at", "at"),
    ("next_due", "at"),
    ("counted", "int"),
    ("recorded", "int"),
    ("park", "int"),
)
LONGEST_TEXT = 500


def settle(block: Together, worker: str, results: Sequence[Result]) -> None:
    """Write results and their attempts. Doing it twice is doing it once.

    A 250 is kept whoever holds the row by now; anything else moves the row only under its own token.
    A refusal that comes after the row was called uncertain shows that nothing was sent: queued again.
    """
    if not results:
        return
    dialect = block.dialect
    rows = [_written(result, dialect) for result in results]
    for over in _settling(dialect):
        block.do(over, rows, {"worker": worker})


def _written(result: Result, dialect: str) -> tuple[object, ...]:
    return (
        result.id,
        result.token,
        result.state,
        result.code,
        result.text[:LONGEST_TEXT],
        moment_for(dialect, result.started_at),
        moment_for(dialect, result.ended_at),
        moment_for(dialect, result.next_due),
        int(result.counted),
        int(result.recorded),
        int(result.park),
    )


@cache
def _settling(dialect: str) -> tuple[Over, ...]:
    """Only PostgreSQL can record and move in one statement, which reads the rows once."""
    if dialect == "sqlite":
        return Over("j", COLUMNS, _moving()), Over("j", COLUMNS, _recording())
    return (Over("j", COLUMNS, f", recorded AS ({_recording()}) {_moving()}"),)


def _moving() -> str:
    new_state = """CASE
        WHEN j.state = 'accepted' THEN 'accepted'
        WHEN delivery.state = 'uncertain' THEN 'queued'
        WHEN j.state = 'uncertain' AND (delivery.uncertain_count > 0 OR j.park = 1) THEN 'parked'
        ELSE j.state END"""
    return f"""
        UPDATE delivery SET
            state = {new_state},
            next_due = CASE WHEN j.state IN ({quoted(DUE)}) OR delivery.state = 'uncertain'
                THEN j.next_due ELSE delivery.next_due END,
            attempts = delivery.attempts + j.counted,
            uncertain_count = delivery.uncertain_count + CASE WHEN j.state = 'uncertain' THEN 1 ELSE 0 END,
            last_code = COALESCE(NULLIF(j.code, ''), delivery.last_code),
            last_text = COALESCE(NULLIF(j.text, ''), delivery.last_text),
            settled_at = CASE WHEN j.state IN ({quoted(TERMINAL)}) THEN j.ended_at END,
            lease_until = NULL, worker = NULL
        FROM j WHERE delivery.id = j.id AND (
            (j.state = 'accepted' AND delivery.state IN ({quoted((*DUE, *HELD, *DOUBT))}))
            OR (delivery.token = j.token AND delivery.state IN ({quoted(HELD)}) AND delivery.worker = :worker)
            OR (delivery.token = j.token AND delivery.state = 'uncertain'
                AND j.state IN ('deferred', 'rejected', 'queued')))"""


def _recording() -> str:
    return """
        INSERT INTO attempt (delivery_id, n, worker, started_at, ended_at, outcome, code, text)
        SELECT id, token, :worker, started_at, ended_at, state, NULLIF(code, ''), NULLIF(text, '')
        FROM j WHERE recorded = 1
        ON CONFLICT DO NOTHING"""
