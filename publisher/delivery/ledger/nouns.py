"""The nouns that pass between the ledger and who posts: rows as tuples, for there are many."""

from datetime import datetime
from typing import NamedTuple

from publisher.delivery.ledger.states import State


class Claim(NamedTuple):
    """A delivery that a worker holds under `token`. Address and name are those of an earlier intent, if any.

    edition_id or service_mail_id says what is owed; `scope` is its publication (empty: a service mail).
    message_id and body_hash are of an earlier try, else empty.
    """

    id: int
    token: int
    run_id: int | None
    edition_id: int | None
    service_mail_id: int | None
    subscriber_id: int | None
    subscription_id: int | None
    scope: str
    address: str
    address_key: str
    name: str
    message_id: str
    body_hash: str
    attempts: int


class Intent(NamedTuple):
    """A message whose body the next hop has, and whose final dot waits for leave to go.

    address_hash: what a suppression of this reader is kept under.
    """

    id: int
    token: int
    address: str
    name: str
    message_id: str
    body_hash: str
    address_hash: str
    scope: str


class Result(NamedTuple):
    """How a try ended: the state that follows from it, and what was said.

    counted: whether it counts as one of the reader's attempts; recorded: whether it was a try at all
    (a row given back untouched was none). next_due is for queued and deferred. All times aware.
    """

    id: int
    token: int
    state: State
    code: str
    text: str
    started_at: datetime
    ended_at: datetime
    next_due: datetime
    counted: bool = True
    recorded: bool = True
    park: bool = False
