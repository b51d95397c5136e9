"""SQL: one batch of checked rows becomes people, subscriptions and consents, set-wise."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from subscribers.among import among
from subscribers.choices import choice_id
from subscribers.faults import Fault
from subscribers.once import insert_once
from subscribers.report import Report, note
from subscribers.rows import Row
from subscribers.suppression import EVERYTHING, hasher, scopes
from subscribers.tables import consent, subscriber, subscription

T = TypeVar("T")
AT_ONCE = 500
CONFIRMED_HOW = "imported with its evidence"


class Batch:
    """One batch on its way in: what the database knows of its people, then what is new."""

    def __init__(
        self, conn: Connection, rows: list[Row], report: Report, name: str, zone: ZoneInfo, now: datetime
    ) -> None:
        self._conn, self._rows, self._report, self._name, self._now = conn, rows, report, name, now
        self._zone = zone
        hash_of = hasher(conn)
        self._hashes = {row.key: hash_of(row.key) for row in rows}
        self._scopes = scopes(conn, self._hashes.values())

    def take_in(self, choices: dict[tuple[Any, ...], int]) -> None:
        """Insert people, subscriptions and consents that are new."""
        wanted = [
            (row, publication)
            for row in self._rows
            for publication in row.publications
            if not self._suppressed(row, publication)
        ]
        ids = self._people({row.key: row for row, _ in reversed(wanted)})
        held = self._held(ids.values())
        new: list[dict[str, Any]] = []
        evidence: dict[tuple[int, str], Row] = {}
        for row, publication in wanted:
            choice = self._choice(row, choices)
            place = (ids[row.key], publication)
            if place in held:
                self._compare(row, publication, held[place], choice)
                continue
            held[place] = ("active", choice, None)
            evidence[place] = row
            new.append(
                {
                    "subscriber_id": place[0],
                    "publication": publication,
                    "choice_id": choice,
                    "state": "active",
                    "created_at": self._now,
                    "active_at": self._now,
                }
            )
        self._subscribe(new, evidence)

    def _suppressed(self, row: Row, publication: str) -> bool:
        kept = self._scopes.get(self._hashes[row.key], {})
        for scope in (publication, EVERYTHING):
            if scope in kept:
                reason, since = kept[scope]
                self._gone(row, publication, reason, since)
                return True
        return False

    def _people(self, rows: dict[str, Row]) -> dict[str, int]:
        ids = self._ids(rows)
        new: list[dict[str, Any]] = [
            {
                "address": row.address,
                "address_key": key,
                "name": row.name,
                "organisation": row.organisation,
                "role": row.role,
                "created_at": self._now,
            }
            for key, row in rows.items()
            if key not in ids
        ]
        if new:
            made = self._conn.execute(
                insert_once(self._conn, subscriber).returning(subscriber.c.address_key, subscriber.c.id),
                new,
            )
            ids |= {row.address_key: row.id for row in made}
            self._report.people += len(new)
            ids |= self._ids([person["address_key"] for person in new if person["address_key"] not in ids])
        return ids

    def _ids(self, keys: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in _parts(keys):
            query = select(subscriber.c.address_key, subscriber.c.id).where(
                among(self._conn, subscriber.c.address_key, part)
            )
            found |= {row.address_key: row.id for row in self._conn.execute(query)}
        return found

    def _held(self, people: Iterable[int]) -> dict[tuple[int, str], tuple[str, int, Any]]:
        held: dict[tuple[int, str], tuple[str, int, Any]] = {}
        for part in _parts(people):
            query = (
                select(subscription)
                .where(among(self._conn, subscription.c.subscriber_id, part))
                .order_by(subscription.c.id)
            )
            for row in self._conn.execute(query):
                place = (row.subscriber_id, row.publication)
                if place not in held or held[place][0] == "ended":
                    held[place] = (row.state, row.choice_id, row)
        return held

    def _choice(self, row: Row, choices: dict[tuple[Any, ...], int]) -> int:
        words = (row.audiences, row.topics, row.language, row.format)
        if words not in choices:
            choices[words] = choice_id(self._conn, *words)
        return choices[words]

    def _compare(self, row: Row, publication: str, there: tuple[str, int, Any], choice: int) -> None:
        state, chosen, old = there
        if state == "ended":
            self._gone(row, publication, old.ended_reason, old.ended_at)
        elif state == "active" and chosen == choice:
            self._report.unchanged += 1
        else:
            self._report.kept += 1
            what = (
                f"a subscription to '{publication}' waits for its confirmation by the person"
                if state == "pending"
                else f"a subscription to '{publication}' is there with another choice, which stays"
            )
            note(self._report.kept_rows, self._fault(row, what, "already_subscribed"))

    def _gone(self, row: Row, publication: str, reason: str, since: datetime) -> None:
        self._report.left += 1
        day = since.astimezone(self._zone)
        on = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        what = f"not subscribed to '{publication}' again: {_ENDS.get(reason, reason)} on {on}"
        note(self._report.left_rows, self._fault(row, what, "was_unsubscribed_on"))

    def _fault(self, row: Row, what: str, code: str) -> Fault:
        return Fault(what, f"{self._name}, line {row.line}", code=code)

    def _subscribe(self, new: list[dict[str, Any]], evidence: dict[tuple[int, str], Row]) -> None:
        if not new:
            return
        made: list[Any] = list(
            self._conn.execute(
                insert_once(self._conn, subscription).returning(
                    subscription.c.id, subscription.c.subscriber_id, subscription.c.publication
                ),
                new,
            )
        )
        self._report.added += len(made)
        self._report.unchanged += len(new) - len(made)
        agreed = [(row.id, evidence[(row.subscriber_id, row.publication)]) for row in made]
        if agreed:
            self._conn.execute(
                insert(consent).returning(consent.c.id),  # returning makes it one statement for many rows
                [
                    {
                        "subscription_id": subscription_id,
                        "basis": row.basis,
                        "source": row.source,
                        "wording": row.wording,
                        "consented_at": row.consented_at,
                        "confirmed_how": CONFIRMED_HOW,
                        "recorded_at": self._now,
                    }
                    for subscription_id, row in agreed
                ],
            )


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ENDS = {
    "left": "the person left",
    "complained": "the person complained",
    "bounced": "the address did not take mail",
    "by-office": "the office ended it",
    "erased": "the person was erased",
    "replaced": "it was replaced",
}


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    wanted = list(items)
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]
