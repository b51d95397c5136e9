"""A letter on its way: the claim it is sent under, and what the ledger is told of it."""

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from publisher.delivery.ledger.nouns import Claim, Intent, Result
from publisher.delivery.ledger.states import State
from publisher.delivery.ledger.timing import Timing
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.message.pattern import Letter, Pattern
from publisher.delivery.message.splice import Reader, splice
from publisher.delivery.transports.transport import Outcome


class Flight(NamedTuple):
    """A letter that a transport holds, and when it was handed over."""

    claim: Claim
    letter: Letter
    started_at: datetime


def letter_for(head: Letterhead, pattern: Pattern, claim: Claim) -> Letter:
    """The letter that `claim` owes. Raises Unwritable if its reader's address or name cannot be written.

    A letter that was tried before keeps its bytes, also when another key signs new ones by now.
    """
    person = f"{claim.run_id}.{claim.subscriber_id}" if claim.run_id else f"service.{claim.service_mail_id}"
    reader = Reader(
        claim.id, claim.token, claim.address, claim.name, person, claim.subscription_id, claim.message_id
    )
    letter = splice(head, pattern, reader)
    if claim.body_hash in ("", letter.body_hash):
        return letter
    for key in head.links.keys[1:]:
        earlier = splice(replace(head, links=replace(head.links, keys=(key,))), pattern, reader)
        if earlier.body_hash == claim.body_hash:
            return earlier
    return letter


def intent(flight: Flight, address_hash: str) -> Intent:
    """What the ledger must grant before the letter may go."""
    claim, letter = flight.claim, flight.letter
    return Intent(
        claim.id,
        claim.token,
        claim.address,
        claim.name,
        letter.message_id,
        letter.body_hash,
        address_hash,
        claim.scope,
    )


def result(
    claim: Claim,
    started_at: datetime,
    outcome: Outcome,
    now: datetime,
    *,
    timing: Timing,
    parking: Collection[str],
    chance: random.Random,
) -> Result:
    """What the ledger is told of a try that ended."""
    wait = timedelta(seconds=outcome.wait)
    if outcome.state == "deferred":
        wait = max(wait, timing.retry_after(claim.attempts, chance))
    counted = outcome.counted and outcome.state != "queued"
    park = outcome.state == "uncertain" and claim.scope in parking
    return Result(
        claim.id,
        claim.token,
        outcome.state,
        outcome.code,
        outcome.text,
        started_at,
        now,
        now + wait,
        counted,
        outcome.state != "queued" or bool(outcome.text),
        park,
    )


def given_back(claim: Claim, now: datetime, state: State = "queued", why: str = "") -> Result:
    """A claim that ends without a try: back to the queue, or poisoned because it cannot be written."""
    return Result(claim.id, claim.token, state, "", why, now, now, now, False, state != "queued")
