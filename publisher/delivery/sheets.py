"""SQL: what editions and service mails say, as patterns of messages, the most recent ones kept."""

from collections import OrderedDict

from sqlalchemy import Connection, Engine, select

from publisher.delivery.ledger.nouns import Claim
from publisher.delivery.message.compose import Sheet, compose
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.message.pattern import Pattern
from publisher.store.engine import reading
from publisher.store.tables import edition, issue, run, service_mail

KEPT_BYTES = 16 * 1024 * 1024

Key = tuple[str, int]


class Patterns:
    """Patterns of what is owed, read when first needed; the least recently used go when space is full."""

    def __init__(self, engine: Engine, head: Letterhead) -> None:
        self._engine, self._head = reading(engine), head
        self._kept: OrderedDict[Key, Pattern] = OrderedDict()
        self._size = 0

    def of(self, claim: Claim) -> Pattern:
        """The pattern that `claim` owes. Raises Unwritable if a header of it cannot be written."""
        sheet = claim.edition_id is not None
        key = ("edition", claim.edition_id or 0) if sheet else ("service mail", claim.service_mail_id or 0)
        found = self._kept.get(key)
        if found is None:
            with self._engine.connect() as conn:
                found = compose(self._head, _sheet(conn, key))
            self._keep(key, found)
        self._kept.move_to_end(key)
        return found

    def _keep(self, key: Key, made: Pattern) -> None:
        self._kept[key] = made
        self._size += made.size
        while self._size > KEPT_BYTES and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1].size


def _sheet(conn: Connection, key: Key) -> Sheet:
    sort, number = key
    if sort == "service mail":
        mail = conn.execute(select(service_mail).where(service_mail.c.id == number)).one()
        return Sheet(mail.subject, mail.html, mail.text, "", mail.made_at)
    row = conn.execute(
        select(
            edition.c.subject,
            edition.c.html,
            edition.c.text,
            edition.c.language,
            issue.c.publication,
            issue.c.number,
            run.c.opened_at,
        )
        .join_from(edition, issue, issue.c.id == edition.c.issue_id)
        .join(run, run.c.issue_id == issue.c.id)
        .where(edition.c.id == number)
    ).one()
    return Sheet(row.subject, row.html, row.text, row.language, row.opened_at, row.publication, row.number)
