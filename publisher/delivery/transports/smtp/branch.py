"""What belongs to one relay, and whose turn it is among several."""

from collections.abc import Iterable

from publisher.delivery.transports.smtp.health import Health
from publisher.delivery.transports.smtp.relay import Relay
from publisher.delivery.transports.smtp.session import Session

AHEAD = 50.0  # letters that a relay may be ahead of its share


class Branch:
    """One relay's health, its sessions, the connections being opened, and the letters it was given."""

    def __init__(self, relay: Relay) -> None:
        self.relay, self.health = relay, Health(relay)
        self.sessions: set[Session] = set()
        self.opening = 0
        self.taken = 0.0

    @property
    def under_way(self) -> int:
        """Letters on its connections."""
        return sum(session.letters_on for session in self.sessions)

    @property
    def load(self) -> float:
        """Letters taken by weight."""
        return self.taken / (self.relay.weight or 1.0)

    def places(self, clock: float, left: int) -> int:
        """How many letters it may hold now; `left`: how many its limits still allow.

        Twice as many as connections: behind each dot the next envelope may follow at once.
        """
        most = 2 * self.health.allowed(clock)
        return most if left >= most else min(most, self.under_way + left)

    def wanted(self, clock: float, waiting: int) -> int:
        """How many more connections to open for so many waiting letters."""
        most = min(self.health.allowed(clock), waiting + len(self.sessions))
        return max(0, most - len(self.sessions) - self.opening)


def has_its_turn(branch: Branch, all_of_them: Iterable[Branch], clock: float) -> bool:
    """Whether it may take a letter, by weight, among those that are well."""
    well = [
        other
        for other in all_of_them
        if other is not branch and not other.health.rests and not other.health.resting(clock)
    ]
    if not well:
        return True
    if not branch.relay.weight:
        return all(not other.relay.weight for other in well)
    return branch.load <= AHEAD + min(other.load for other in well)
