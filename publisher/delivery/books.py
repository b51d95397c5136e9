"""SQL: the books of a run, counted from rows, and who stands where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from publisher.store.tables import delivery, run, subscriber

SENT = ("accepted",)
WAITING = ("queued", "leased", "in_flight", "deferred", "uncertain", "parked")
FAILED = ("rejected", "expired", "poisoned")
SKIPPED = ("suppressed", "cancelled")
WORDS = {"sent": SENT, "waiting": WAITING, "failed": FAILED, "skipped": SKIPPED}


@dataclass(frozen=True)
class Books:
    """due = sent + waiting + failed + skipped(reason). `due` is what was stored when the run opened.

    states: the exact count of every ledger state that occurs.
    """

    due: int
    sent: int
    waiting: int
    failed: int
    skipped: dict[str, int]
    states: dict[str, int] = field(default_factory=dict)

    @property
    def balance(self) -> bool:
        """Whether every reader counted at the opening is accounted for."""
        return self.due == self.sent + self.waiting + self.failed + sum(self.skipped.values())

    @property
    def complete(self) -> bool:
        """Whether the run may be called sent: nothing waits, and the books balance."""
        return self.waiting == 0 and self.balance


class Standing(NamedTuple):
    """One reader's place in a run: delivery, address, ledger state, tries, and what was said last."""

    delivery_id: int
    address: str
    state: str
    attempts: int
    code: str
    text: str


def books(conn: Connection, run_id: int) -> Books:
    """The books of a run, from a recount of its rows. An unknown run has empty books."""
    counted = (
        select(delivery.c.state, func.count())
        .join_from(delivery, run, run.c.issue_id == delivery.c.issue_id)
        .where(run.c.id == run_id)
        .group_by(delivery.c.state)
    )
    states = {row[0]: row[1] for row in conn.execute(counted)}
    due = conn.execute(select(run.c.head_count).where(run.c.id == run_id)).scalar_one_or_none() or 0

    def total(group: tuple[str, ...]) -> int:
        return sum(states.get(state, 0) for state in group)

    skipped = {state: states[state] for state in SKIPPED if states.get(state)}
    return Books(due, total(SENT), total(WAITING), total(FAILED), skipped, states)


def who(conn: Connection, run_id: int, word: str) -> Iterator[Standing]:
    """Everybody of a run under `word`: sent, waiting, failed, skipped, or a ledger state; by address.

    A person erased since stands as an empty address.
    """
    address = func.coalesce(delivery.c.address, subscriber.c.address, "")
    query = (
        select(
            delivery.c.id,
            address,
            delivery.c.state,
            delivery.c.attempts,
            func.coalesce(delivery.c.last_code, ""),
            func.coalesce(delivery.c.last_text, ""),
        )
        .join_from(delivery, run, run.c.issue_id == delivery.c.issue_id)
        .outerjoin(subscriber, subscriber.c.id == delivery.c.subscriber_id)
        .where(run.c.id == run_id, delivery.c.state.in_(WORDS.get(word, (word,))))
        .order_by(address, delivery.c.id)
    )
    yield from (Standing._make(row) for row in conn.execute(query))
