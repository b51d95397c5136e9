"""SQL: addresses never to be written to, known only by a keyed hash, so that they outlive erasure."""

import hmac
import secrets
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection, select

from subscribers.among import among
from subscribers.once import insert_once
from subscribers.tables import suppression, suppression_key

EVERYTHING = ""
KEY_BYTES = 32
AT_ONCE = 500


def suppress(conn: Connection, address_key: str, scope: str, reason: str, now: datetime) -> None:
    """Never again write to this address about `scope`; a second time changes nothing.

    scope: a publication's key, or '' for everything. reason: left, complained, bounced, by-office, erased.
    """
    suppress_hash(conn, hash_of(conn, address_key), scope, reason, now)


def suppress_hash(conn: Connection, address_hash: str, scope: str, reason: str, now: datetime) -> None:
    """As `suppress`, for an address of which only the hash is left."""
    kept = {"address_hash": address_hash, "scope": scope, "reason": reason, "since": now}
    conn.execute(insert_once(conn, suppression).values(kept))


def is_suppressed(conn: Connection, address_key: str, publication: str) -> bool:
    """Whether this address must get nothing of `publication`: it, or everything, is suppressed."""
    address_hash = hash_of(conn, address_key)
    kept = scopes(conn, [address_hash]).get(address_hash, {})
    return EVERYTHING in kept or publication in kept


def scopes(conn: Connection, hashes: Collection[str]) -> dict[str, dict[str, tuple[str, datetime]]]:
    """Of each hash that has any: scope → (reason, since)."""
    wanted = sorted(set(hashes))
    found: dict[str, dict[str, tuple[str, datetime]]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = select(suppression).where(
            among(conn, suppression.c.address_hash, wanted[start : start + AT_ONCE])
        )
        for row in conn.execute(part):
            found.setdefault(row.address_hash, {})[row.scope] = (row.reason, row.since)
    return found


def hash_of(conn: Connection, address_key: str) -> str:
    """The keyed hash (HMAC-SHA-256, hex) of an address key; the key lives in this database."""
    return hasher(conn)(address_key)


def hasher(conn: Connection) -> Callable[[str], str]:
    """A function that hashes many address keys with the one key, which is made at the first need."""
    key = _key(conn)
    return lambda address_key: hmac.digest(key, address_key.encode(), "sha256").hex()


def _key(conn: Connection) -> bytes:
    found: bytes | None = conn.scalar(select(suppression_key.c.key).where(suppression_key.c.id == 1))
    if found is not None:
        return found
    conn.execute(insert_once(conn, suppression_key).values(id=1, key=secrets.token_bytes(KEY_BYTES)))
    made: bytes = conn.scalars(select(suppression_key.c.key).where(suppression_key.c.id == 1)).one()
    return made
