"""The postroom: what a worker needs to post, handed on whole."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Engine

from publisher.delivery.ledger.timing import Timing
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.transports.transport import Transport


@dataclass(frozen=True)
class Postroom:
    """One process's ledger, way out and letterhead. parking: publications that rather miss than repeat."""

    engine: Engine
    transport: Transport
    head: Letterhead
    parking: Collection[str] = ()
    timing: Timing = field(default_factory=Timing)
