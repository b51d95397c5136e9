"""Set arithmetic over what a sink saw, what the ledger says, and who was owed: after Jepsen's queue checker."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, text

from publisher.delivery.ledger.states import TERMINAL
from tests.support.sink import Truth


@dataclass(frozen=True)
class Breaches:
    """Every figure that must be 0; `duplicates` may be as many as `uncertain`."""

    lost: int
    missing: int
    unexpected: int
    late: int
    unaccounted: int
    second_ids: int
    bodies: int
    wrongly_rejected: int
    duplicates: int
    uncertain: int

    @property
    def none(self) -> bool:
        """Nothing lost, missing, unexpected, late or unaccounted, and every copy explained and equal."""
        figures = asdict(self)
        allowed = figures.pop("uncertain")
        return figures.pop("duplicates") <= allowed and not any(figures.values())


def reconcile(engine: Engine, truths: Iterable[Truth]) -> Breaches:
    """Compare. A copy counts if the sink logged its dot as taken, whether or not the reply got through."""
    seen: defaultdict[str, list[Truth]] = defaultdict(list)
    for truth in truths:
        if truth.accepted:
            seen[truth.message_id].append(truth)
    with engine.begin() as conn:
        rows = conn.execute(
            text("""SELECT d.id, d.state, d.message_id, d.uncertain_count, d.intent_at, s.ended_at
                FROM delivery d LEFT JOIN subscription s ON s.id = d.subscription_id""")
        ).all()
        doubts = conn.execute(text("SELECT COUNT(*) FROM attempt WHERE outcome = 'uncertain'")).scalar_one()
    known = {row.message_id: row for row in rows if row.message_id}
    per_recipient = Counter(truth.recipient for truth in truths if truth.accepted)
    ids = defaultdict(set)
    for message_id, copies in seen.items():
        for copy in copies:
            ids[copy.recipient].add(message_id)
    return Breaches(
        lost=sum(row.state == "accepted" and row.message_id not in seen for row in rows),
        missing=sum(row.state == "queued" or row.state not in TERMINAL for row in rows),
        unexpected=sum(message_id not in known for message_id in seen),
        late=sum(
            row.ended_at is not None and row.intent_at is not None and row.intent_at > row.ended_at
            for row in rows
        ),
        unaccounted=sum(row.state not in TERMINAL for row in rows),
        second_ids=sum(len(found) > 1 for found in ids.values()),
        bodies=sum(len({copy.body for copy in copies}) > 1 for copies in seen.values()),
        wrongly_rejected=sum(row.state == "rejected" and row.message_id in seen for row in rows),
        duplicates=sum(count - 1 for count in per_recipient.values()),
        uncertain=doubts,
    )
