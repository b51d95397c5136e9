"""Where things meet: settings become an engine, a schedule, links, templates, a transport."""

import contextlib
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from fastapi import FastAPI
from sqlalchemy import Engine

from publisher.delivery.dkim import Signer, ed25519_signer, rsa_signer
from publisher.delivery.message.letterhead import Letterhead, letterhead
from publisher.delivery.transports.outbox import Outbox
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import read_relays
from publisher.delivery.transports.transport import Transport
from publisher.errors import refuse
from publisher.issues.press import Press
from publisher.links import Links
from publisher.schedule import Schedule, read_schedule
from publisher.settings import Settings
from publisher.store import instance
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from publisher.store.soundness import must_be_readable, must_be_whole
from publisher.templating import open_templates
from publisher.web import create

SECRET_FILE = "secret_key"  # noqa: S105 - the name of a file
SHORTEST_SECRET = 32


def open_database(settings: Settings) -> Engine:
    """The engine, with its schema brought up to date. Raises Refused for a file that has lost something."""
    must_be_readable(settings.database, settings.var / instance.MARK)
    engine = open_engine(settings.database)
    migrate(engine)
    return engine


def open_schedule(settings: Settings) -> Schedule:
    """The site's schedule. Raises Refused with line, key, found and allowed."""
    return read_schedule(settings.site / "schedule.yaml")


def base_url(settings: Settings, schedule: Schedule) -> str:
    """The address in force: the setting's, else the schedule's."""
    return (settings.base_url or schedule.organisation.base_url).rstrip("/")


def open_links(settings: Settings, schedule: Schedule, engine: Engine, now: datetime) -> Links:
    """Addresses, ids and tokens of this installation; settles its identity on first use."""
    address = base_url(settings, schedule)
    with engine.begin() as conn:
        home = schedule.organisation.base_url
        found = instance.settle(conn, settings.var, address, home=home, now=now)
    return Links(address, found.tag_authority, secret_keys(settings))


def must_be_ours(settings: Settings, schedule: Schedule, engine: Engine) -> None:
    """To be asked before anything is sent: whether this database is whole, and the one that sends.

    Raises Refused when it is damaged, or a copy that no person has confirmed: the past is not mailed.
    """
    must_be_whole(engine)
    with engine.begin() as conn:
        reason = instance.locked_because(conn, settings.var, base_url(settings, schedule))
    if reason:
        raise refuse(
            f"nothing is sent: {reason}",
            mend="look at publisher schedule list for what is overdue; to go on: publisher restore --confirm",
            code="copy_not_confirmed",
        )


def open_press(settings: Settings, schedule: Schedule, engine: Engine, now: datetime) -> Press:
    """What printing issues needs: schedule, the site's templates before ours, addresses."""
    return Press(schedule, open_templates(settings.site), open_links(settings, schedule, engine, now))


def _utc_now() -> datetime:
    return datetime.now(UTC)


def web_app(settings: Settings, now: Callable[[], datetime] = _utc_now) -> FastAPI:
    """The site as an ASGI application; the outbox is shown while no SMTP server is set. `now`: aware."""
    schedule, engine = open_schedule(settings), open_database(settings)
    press = open_press(settings, schedule, engine, now())
    outbox = None if settings.smtp_url.get_secret_value() else settings.outbox
    return create(engine, schedule, press.links, press.templates, outbox=outbox, now=now)


def open_transport(settings: Settings, schedule: Schedule) -> Transport:
    """What hands messages over: the relays of PUBLISHER_SMTP_URL, else the outbox. The caller closes it.

    Raises Refused for a relay's address that cannot be read, and for personal links over plain http that
    would leave this machine.
    """
    urls = settings.smtp_url.get_secret_value()
    if not urls:
        return Outbox(settings.outbox)
    relays = read_relays(urls)
    if not base_url(settings, schedule).startswith("https://") and not all(
        relay.loopback for relay in relays
    ):
        raise refuse(
            "the site's address is plain http, and mails would carry personal links to it",
            where="PUBLISHER_BASE_URL",
            mend="give the site an https:// address before mails leave this machine",
        )
    return SmtpTransport(relays)


def open_signers(settings: Settings) -> tuple[Signer, ...]:
    """Who signs every message: none, one RSA key, or that and an Ed25519 key beside it.

    Raises Refused for half a configuration and for a key that cannot sign.
    """
    domain, selector = settings.dkim_domain.lower(), settings.dkim_selector.lower()
    second = settings.dkim_ed25519_selector.lower()
    key, second_key = settings.dkim_key.get_secret_value(), settings.dkim_ed25519_key.get_secret_value()
    given = {"PUBLISHER_DKIM_DOMAIN": domain, "PUBLISHER_DKIM_SELECTOR": selector, "PUBLISHER_DKIM_KEY": key}
    pair = {"PUBLISHER_DKIM_ED25519_SELECTOR": second, "PUBLISHER_DKIM_ED25519_KEY": second_key}
    if any(pair.values()):
        if not key:
            raise refuse(
                "an Ed25519 signature does not go alone: many servers cannot read it",
                where="PUBLISHER_DKIM_KEY",
                mend="give an RSA key as well",
            )
        given |= pair
    if not any(given.values()):
        return ()
    for name, value in given.items():
        if not value:
            raise refuse(
                "messages cannot be signed: this setting is empty while others of its kind are given",
                where=name,
                mend="see docs/run-it.md, What the DNS must say",
            )
    first = rsa_signer(domain, selector, key)
    return (first, ed25519_signer(domain, second, second_key)) if second else (first,)


def open_letterhead(settings: Settings, schedule: Schedule, links: Links) -> Letterhead:
    """What all messages have in common, the keys that sign them included."""
    return letterhead(schedule, links, settings.return_domain, open_signers(settings))


def secret_keys(settings: Settings) -> tuple[bytes, ...]:
    """The signing keys, first the one that signs; one is made under the var folder if none is set.

    Raises Refused when a key is too short to trust, or the one made here is damaged.
    """
    given = settings.secret_key.get_secret_value().split() or [_kept_secret(settings.var)]
    for key in given:
        if len(key) < SHORTEST_SECRET:
            raise refuse(
                f"a secret key of {len(key)} characters is too short",
                where="PUBLISHER_SECRET_KEY",
                mend=f"use at least {SHORTEST_SECRET} random characters",
            )
    return tuple(key.encode() for key in given)


def _kept_secret(var: Path) -> str:
    path = var / SECRET_FILE
    if not path.exists():
        _make_secret(path)
    kept = path.read_text(encoding="ascii", errors="replace").strip()
    if len(kept) < SHORTEST_SECRET or not kept.isascii():
        raise refuse(
            "the key that was made here is damaged, and links in mails already sent need it",
            where=str(path),
            mend="bring the file back from your own copy; if there is none, remove it and a new key is made",
            code="secret_damaged",
        )
    return kept


def _make_secret(path: Path) -> None:
    """Write a new key, readable by us alone. Where another process makes one at the same moment, its holds.

    The file gets its name only with the key in it: who reads it half written would call it damaged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="ascii", dir=path.parent, prefix=f"{path.name}.") as made:
        made.write(secrets.token_urlsafe(48))
        made.flush()
        os.fsync(made.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made.name, path)
