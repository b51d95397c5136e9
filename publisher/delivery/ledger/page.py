"""A page of the ledger: results, leases, intents and claims that become durable together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from publisher.delivery.ledger.claim import Claimed, Wanted, claim, renew
from publisher.delivery.ledger.halt import halt
from publisher.delivery.ledger.intend import intend, refuse
from publisher.delivery.ledger.lanes import allow, note
from publisher.delivery.ledger.nouns import Claim, Intent, Result
from publisher.delivery.ledger.reap import Reaped, reap
from publisher.delivery.ledger.settle import settle
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.ledger.together import together
from publisher.delivery.transports.transport import Ask, Notice


@dataclass
class Page:
    """What a worker asks of the ledger at once. `claim`: how many new rows, 0 for none.

    alone: the worker holds nothing else. renewals: ids to hold on to. reap: also end what is over.
    asks: of shared limits. notices: of lanes. halts: runs to pause, and why.
    """

    now: datetime
    results: list[Result] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    asks: Sequence[Ask] = ()
    notices: list[Notice] = field(default_factory=list)
    halts: dict[int, str] = field(default_factory=dict)
    renewals: Sequence[int] = ()
    claim: int = 0
    alone: bool = False
    reap: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is asked."""
        wanted = self.results or self.intents or self.renewals or self.claim or self.reap
        return not (wanted or self.asks or self.notices or self.halts)

    @property
    def tries(self) -> int:
        """How many outcomes of tries it tells."""
        return sum(result.recorded for result in self.results)


@dataclass(frozen=True)
class Written:
    """The ledger's answer to a page, durable by then. stopped: runs that are not sending any more."""

    page: Page
    granted: frozenset[int]
    taken: int = 0
    claims: Sequence[Claim] = ()
    reaped: Reaped | None = None
    allowed: Mapping[str, int] = field(default_factory=dict)
    stopped: frozenset[int] = frozenset()


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
    if page.renewals:
        renew(conn, clerk.worker, page.renewals, timing=timing, now=now)
    for run_id, reason in page.halts.items():
        halt(conn, run_id, reason, now=now)
    note(conn, page.notices, now=now)
    allowed = allow(conn, page.asks, now=now)
    granted: frozenset[int] = frozenset()
    if page.results or page.intents:
        with together(conn) as block:
            settle(block, clerk.worker, page.results)
            allowed_to_go = intend(block, clerk.worker, page.intents, now=now, again=again)
        granted = frozenset(allowed_to_go)
    refused = [asked for asked in page.intents if asked.id not in granted]
    stopped = refuse(conn, clerk.worker, refused, now=now)
    reaped = None
    if page.reap:
        reaped = reap(conn, timing=timing, parking=clerk.parking, now=now, wanted=clerk.wanted)
    claimed = Claimed(0, ())
    if page.claim:
        claimed = claim(
            conn, clerk.worker, page.claim, clerk.wanted, timing=timing, now=now, alone=page.alone
        )
    return Written(page, granted, claimed.taken, claimed.claims, reaped, allowed, stopped | page.halts.keys())
