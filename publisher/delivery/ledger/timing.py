"""How long things may take: leases, waits, grace, retries. Tests shorten them."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Timing:
    """lease: how long a claim holds; renew: how often it is renewed (well below lease).

    reply: the longest wait for the reply to the dot (RFC 5321 §4.5.3.2.6).
    grace: beyond intent + reply, before what is uncertain is sent again.
    first_retry, longest_retry: waits after a 4xx, doubling from the first; `jitter` is ± this part.
    deaths: claims of it alone that ended without a word before a delivery counts as poison.
    farewell: how long a worker that is told to end waits for a database that does not answer.
    """

    lease: timedelta = timedelta(seconds=60)
    renew: timedelta = timedelta(seconds=20)
    reply: timedelta = timedelta(seconds=600)
    grace: timedelta = timedelta(minutes=10)
    first_retry: timedelta = timedelta(minutes=5)
    longest_retry: timedelta = timedelta(seconds=4000)
    jitter: float = 0.2
    deaths: int = 3
    farewell: timedelta = timedelta(seconds=20)

    def retry_after(self, attempts: int, chance: random.Random) -> timedelta:
        """The wait before the next try after `attempts` counted ones; never under the first (greylisting)."""
        plain: timedelta = min(self.first_retry * 2 ** min(attempts, 10), self.longest_retry)
        return max(self.first_retry, plain * (1 + self.jitter * chance.uniform(-1, 1)))
