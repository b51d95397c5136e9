"""How a relay fares: how many connections it bears, and the breaker that leaves it alone when it is ill."""

import random

from publisher.delivery.transports.smtp.relay import Relay

FAILURES = 3


class Health:
    """Of one relay, by a monotonic clock in seconds. Nobody asks more of it than `limit` connections."""

    def __init__(self, relay: Relay) -> None:
        self._most, self._timeouts = relay.sessions, relay.timeouts
        self.limit = relay.sessions
        self.failures = 0
        self.rests = 0
        self.until = 0.0
        self.stopped = False
        self.why = ""
        self._probe_at = float("inf")

    def resting(self, clock: float) -> float:
        """Seconds for which it is left alone; 0: it may be used."""
        return max(0.0, self.until - clock)

    def allowed(self, clock: float) -> int:
        """Connections it may have now: none while it rests, one to probe afterwards."""
        if clock < self.until:
            return 0
        if self.rests:
            return 1
        if clock >= self._probe_at and self.limit < self._most:
            self.limit += 1
            self._probe_at = clock + self._timeouts.probe
        return self.limit

    def well(self) -> None:
        """A message was answered as it should be."""
        self.failures = self.rests = 0
        self.stopped, self.why = False, ""

    def full(self, clock: float, open_now: int) -> None:
        """It said 421: what it bears is less than what is open; once in a while one more is tried."""
        self.limit = max(1, min(self.limit, open_now))
        self._probe_at = clock + self._timeouts.probe

    def ill(self, clock: float, why: str, *, stopped: bool = False) -> bool:
        """A connection failed. True if it is left alone from now on, and was not before."""
        self.failures += 1
        self.why = why
        if clock < self.until or (self.failures < FAILURES and not self.rests and not stopped):
            return False
        first = self.rests == 0
        longest = self._timeouts.longest_rest
        rest = longest if stopped else min(longest, self._timeouts.rest * 2.0 ** min(self.rests, 30))
        self.until = clock + rest * random.uniform(0.9, 1.1)  # noqa: S311 - workers must not probe in step
        self.rests += 1
        self.stopped = stopped
        return first
