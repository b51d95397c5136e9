"""SQL: what was heard about a run's deliveries, refusals and later reports alike, by kind and code."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from publisher.delivery.feedback.meanings import meaning
from publisher.delivery.feedback.report import Kind
from publisher.store.tables import delivery, event

WORDS = {
    Kind.COMPLAINT: "called spam by the reader",
    Kind.HARD: "dead address",
    Kind.SOFT: "full or unreachable this time",
    Kind.POLICY: "ours to mend",
    Kind.DELAYED: "delayed",
    Kind.UNKNOWN: "not understood",
}


class Account(NamedTuple):
    """How many reports of one kind and code (RFC 3463's, or empty)."""

    kind: Kind
    code: str
    times: int

    def __str__(self) -> str:
        """'ours to mend (5.7.26): 12. The message is not authenticated…'"""
        code = f" ({self.code})" if self.code else ""
        words = meaning(self.code) if self.kind is Kind.POLICY else ""
        return f"{WORDS[self.kind]}{code}: {self.times:,}{f' – {words}' if words else ''}"


def account(conn: Connection, run_id: int) -> list[Account]:
    """What came back of a run, most first within each kind; answers by machines and receipts left out."""
    order = list(WORDS)
    rows = conn.execute(
        select(event.c.kind, event.c.code, func.count())
        .join_from(event, delivery, event.c.delivery_id == delivery.c.id)
        .where(delivery.c.run_id == run_id, event.c.kind.in_(order))
        .group_by(event.c.kind, event.c.code)
    )
    made = [Account(Kind(kind), code or "", times) for kind, code, times in rows]
    return sorted(made, key=lambda one: (order.index(one.kind), -one.times, one.code))
