"""SQL: one person, as the office may see them: subscriptions, evidence of consent, suppression."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from subscribers.addresses import address_key
from subscribers.suppression import hash_of, scopes
from subscribers.tables import choice, consent, subscriber, subscription


@dataclass(frozen=True)
class Consent:
    """The evidence for one subscription: basis, where, with which words, when, confirmed how."""

    basis: str
    source: str
    wording: str
    consented_at: datetime
    confirmed_how: str
    recorded_at: datetime


@dataclass(frozen=True)
class Subscription:
    """One subscription with what it asks for; state is pending, active or ended."""

    id: int
    publication: str
    state: str
    ended_reason: str
    audiences: tuple[str, ...]
    topics: tuple[str, ...]
    language: str
    format: str
    created_at: datetime
    active_at: datetime | None
    ended_at: datetime | None
    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class Suppressed:
    """An address not written to: scope '' is everything, else a publication."""

    scope: str
    reason: str
    since: datetime


@dataclass(frozen=True)
class Person:
    """What is held about an address; `id` is None when only a suppression is left of it."""

    id: int | None
    address: str
    name: str
    organisation: str
    role: str
    created_at: datetime | None
    subscriptions: tuple[Subscription, ...]
    suppressions: tuple[Suppressed, ...]


def find(conn: Connection, address: str) -> int | None:
    """The subscriber who has this address, in any spelling that means the same; None when nobody has."""
    return conn.scalar(select(subscriber.c.id).where(subscriber.c.address_key == address_key(address)))


def show(conn: Connection, address: str) -> Person | None:
    """All that is held about an address, oldest subscription first; None when nothing is."""
    key = address_key(address)
    kept = scopes(conn, [hash_of(conn, key)]).get(hash_of(conn, key), {})
    suppressions = tuple(Suppressed(scope, *kept[scope]) for scope in sorted(kept))
    row = conn.execute(select(subscriber).where(subscriber.c.address_key == key)).one_or_none()
    if row is None:
        nobody = Person(None, address.strip(), "", "", "", None, (), suppressions)
        return nobody if suppressions else None
    return Person(
        row.id,
        row.address,
        row.name,
        row.organisation,
        row.role,
        row.created_at,
        _subscriptions(conn, row.id),
        suppressions,
    )


def living(conn: Connection, subscriber_id: int) -> dict[str, int]:
    """Publication → id of each subscription of this person that has not ended."""
    rows = conn.execute(
        select(subscription.c.publication, subscription.c.id).where(
            subscription.c.subscriber_id == subscriber_id, subscription.c.state != "ended"
        )
    )
    return {row.publication: row.id for row in rows}


def _subscriptions(conn: Connection, subscriber_id: int) -> tuple[Subscription, ...]:
    of_person = subscription.c.subscriber_id == subscriber_id
    consents: dict[int, list[Consent]] = {}
    for row in conn.execute(
        select(consent).join_from(consent, subscription).where(of_person).order_by(consent.c.id)
    ):
        consents.setdefault(row.subscription_id, []).append(_consent(row))
    rows = conn.execute(
        select(subscription, choice.c.audiences, choice.c.topics, choice.c.language, choice.c.format)
        .join_from(subscription, choice)
        .where(of_person)
        .order_by(subscription.c.id)
    )
    return tuple(
        Subscription(
            row.id,
            row.publication,
            row.state,
            row.ended_reason or "",
            tuple(row.audiences),
            tuple(row.topics),
            row.language,
            row.format,
            row.created_at,
            row.active_at,
            row.ended_at,
            tuple(consents.get(row.id, ())),
        )
        for row in rows
    )


def _consent(row: Any) -> Consent:
    return Consent(row.basis, row.source, row.wording, row.consented_at, row.confirmed_how, row.recorded_at)
