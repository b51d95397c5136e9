"""What an import of people did."""

from dataclasses import dataclass, field

from subscribers.faults import Fault

LISTED = 10_000


@dataclass
class Report:
    """What an import did, so far. Lists hold the first 10,000 of their kind, the counts all.

    rows: data rows read. people: new subscribers. added: new subscriptions. unchanged: subscriptions
    that were there already. bad: rows that did not go in. left: subscriptions not made, because the
    person left or must not be written to. kept: subscriptions there already with another choice, which
    stays. unreadable: why nothing at all was read.
    """

    rows: int = 0
    people: int = 0
    added: int = 0
    unchanged: int = 0
    bad: int = 0
    left: int = 0
    kept: int = 0
    bytes_read: int = 0
    unreadable: list[Fault] = field(default_factory=list)
    bad_rows: list[Fault] = field(default_factory=list)
    left_rows: list[Fault] = field(default_factory=list)
    kept_rows: list[Fault] = field(default_factory=list)


def note(faults: list[Fault], *more: Fault) -> None:
    """Add to a list of a report, up to its length."""
    faults.extend(more[: max(0, LISTED - len(faults))])
