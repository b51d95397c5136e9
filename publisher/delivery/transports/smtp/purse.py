"""What this process may still send under limits that all workers share."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from publisher.delivery.transports.smtp.relay import Relay
from publisher.delivery.transports.transport import Ask

UNLIMITED = 1_000_000
ASK_EVERY = 0.2  # seconds
STOCKED_FOR = 2.0  # seconds of a lane's rate that one process holds at most


class Limit(NamedTuple):
    """A lane's rate in letters a second, and how many may go at once."""

    per_second: float
    burst: float


def limits_of(relays: Sequence[Relay]) -> dict[str, Limit]:
    """The limited lanes of some relays: by the relay's key and second or minute, or by recipient domain."""
    found: dict[str, Limit] = {}
    for relay in relays:
        if relay.per_second:
            found[f"relay {relay.key} second"] = Limit(relay.per_second, max(1.0, relay.per_second))
        if relay.per_minute:
            found[f"relay {relay.key} minute"] = Limit(relay.per_minute / 60, max(1.0, relay.per_minute / 6))
        for domain, a_minute in relay.per_domain:
            found[f"domain {domain}"] = Limit(a_minute / 60, max(1.0, a_minute / 6))
    return found


class Purse:
    """Holds allowances by lane, and asks for more as they are spent."""

    def __init__(self, relays: Sequence[Relay]) -> None:
        self._limits = limits_of(relays)
        self._held = dict.fromkeys(self._limits, 0)
        self._turned_away: dict[str, int] = {}
        self._asked_at = float("-inf")

    def left(self, relay: str) -> int:
        """Letters this relay may still be given."""
        if not self._limits:
            return UNLIMITED
        kept = (self._held.get(f"relay {relay} {span}", UNLIMITED) for span in ("second", "minute"))
        return min(kept)

    def spend(self, relay: str) -> None:
        """One letter was given to this relay."""
        for span in ("second", "minute"):
            key = f"relay {relay} {span}"
            if key in self._held:
                self._held[key] -= 1

    def domain_wait(self, recipient: str) -> float:
        """0 and one spent, or the seconds this letter must wait for its turn at its domain."""
        if not self._limits:
            return 0.0
        key = f"domain {recipient.rpartition('@')[2].lower()}"
        if key not in self._held:
            return 0.0
        if self._held[key] > 0:
            self._held[key] -= 1
            return 0.0
        self._turned_away[key] = self._turned_away.get(key, 0) + 1
        return self._turned_away[key] / self._limits[key].per_second

    def asks(self, clock: float) -> list[Ask]:
        """What to ask at this moment; at most a few times a second."""
        if not self._limits or clock - self._asked_at < ASK_EVERY:
            return []
        self._asked_at = clock
        self._turned_away.clear()
        wanted = {
            key: math.ceil(min(limit.burst, limit.per_second * STOCKED_FOR)) - self._held[key]
            for key, limit in self._limits.items()
        }
        return [Ask(key, *self._limits[key], number) for key, number in wanted.items() if number > 0]

    def fill(self, granted: Mapping[str, int]) -> None:
        """So many more may go."""
        for key, number in granted.items():
            self._held[key] += number
