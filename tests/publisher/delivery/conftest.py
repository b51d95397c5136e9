"""What the delivery room's tests share: a ledger on SQLite, and a run driven to its end past a sink."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from sqlalchemy import Engine, text

from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.post import post
from publisher.delivery.tally import Tally
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay, Timeouts
from tests.support import databases
from tests.support.ledgers import SHORT, letterhead
from tests.support.sink import Sink

QUICK = Timeouts(5, 1, 1, 1, 1, 1, 0.5, idle=5, rest=40, longest_rest=60, probe=0.3)
FLAPPING = replace(QUICK, rest=0.2)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    """A database for what tests the wire and not the database."""
    with databases.sqlite(tmp_path) as opened:
        yield opened


@dataclass
class Postroom:
    """Posts a ledger's deliveries past sinks; `later` lets leases, waits and graces pass."""

    engine: Engine
    made: list[SmtpTransport]
    head: Letterhead = field(default_factory=letterhead)

    def post(self, *sinks: Sink, later: timedelta = timedelta(), **given: Any) -> Tally:
        """One call of `post`; relay's properties and post's own may be given."""
        own = {key: given.pop(key) for key in ("parking", "stop", "until_idle", "run_id") if key in given}
        relays = [
            Relay("127.0.0.1", sink.port, **{"sessions": 1, "timeouts": QUICK, **given}) for sink in sinks
        ]
        transport = SmtpTransport(relays, name="ours.example.org")
        self.made.append(transport)
        try:
            return post(
                self.engine,
                transport,
                self.head,
                timing=SHORT,
                now=lambda: datetime.now(UTC) + later,
                **own,
            )
        finally:
            transport.close()

    def states(self) -> dict[str, int]:
        """How many deliveries are in which state."""
        with self.engine.begin() as conn:
            rows = conn.execute(text("SELECT state, COUNT(*) FROM delivery GROUP BY state")).all()
        return {row[0]: row[1] for row in rows}

    def outcomes(self) -> dict[str, int]:
        """How many attempts ended how."""
        with self.engine.begin() as conn:
            rows = conn.execute(text("SELECT outcome, COUNT(*) FROM attempt GROUP BY outcome")).all()
        return {row[0]: row[1] for row in rows}

    def texts(self) -> str:
        """Everything that was said last of any delivery."""
        with self.engine.begin() as conn:
            return " ".join(str(row[0]) for row in conn.execute(text("SELECT last_text FROM delivery")))


@pytest.fixture
def postroom(ledger: Engine) -> Postroom:
    return Postroom(ledger, [])


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    """An authority for the tests' certificates, and the file by which it is trusted."""
    made, path = trustme.CA(), tmp_path_factory.mktemp("authority") / "authority.pem"
    made.cert_pem.write_to_path(path)
    return made, str(path)


def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """What a server with this certificate needs."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(made)
    return made


@pytest.fixture
def hour() -> timedelta:
    """Long enough for every lease, wait and grace of the tests' short times."""
    return timedelta(hours=1)


Play = Callable[..., Tally]
