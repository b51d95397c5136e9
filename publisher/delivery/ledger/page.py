"""A page of the ledger: results, leases, intents and claims that become durable together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from publisher.delivery.ledger.claim import Claimed, Wanted, claim, renew
from publisher.delivery.ledger.intend import intend
from publisher.delivery.ledger.nouns import Claim, Intent, Result
from publisher.delivery.ledger.reap import Reaped, reap
from publisher.delivery.ledger.settle import settle
from publisher.delivery.ledger.timing import Timing


@dataclass
class Page:
    """What a worker asks the ledger for at once. `claim`: how many new rows, 0 for none.

    renewals: ids to hold on to. alone: the worker holds nothing else. reap: also end what is over.
    """

    now: datetime
    results: list[Result] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    renewals: Sequence[int] = ()
    claim: int = 0
    alone: bool = False
    reap: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is asked."""
        return not (self.results or self.intents or self.renewals or self.claim or self.reap)


@dataclass(frozen=True)
class Written:
    """The ledger's answer to a page, which is durable by then."""

    page: Page
    granted: frozenset[int]
    taken: int = 0
    claims: Sequence[Claim] = ()
    reaped: Reaped | None = None


@dataclass(frozen=True)
class Clerk:
    """Who writes: a worker's name, the part of the ledger it serves, and the house's rules."""

    worker: str
    wanted: Wanted
    timing: Timing
    parking: Collection[str]


def write(conn: Connection, clerk: Clerk, page: Page, *, again: bool = False) -> Written:
    """Do what `page` asks in the caller's transaction; nothing of it holds until that is committed.

    Results come before intents: a connection's last outcome is durable before its next dot may go.
    again: the page may have been committed before without our learning of it.
    """
    now, timing = page.now, clerk.timing
    settle(conn, clerk.worker, page.results, now=now)
    if page.renewals:
        renew(conn, clerk.worker, page.renewals, timing=timing, now=now)
    granted = intend(conn, clerk.worker, page.intents, now=now, again=again)
    reaped = reap(conn, timing=timing, parking=clerk.parking, now=now) if page.reap else None
    claimed = Claimed(0, ())
    if page.claim:
        claimed = claim(
            conn, clerk.worker, page.claim, clerk.wanted, timing=timing, now=now, alone=page.alone
        )
    return Written(page, granted, claimed.taken, claimed.claims, reaped)
