"""One posting run in a process of its own, so that its CPU time and memory are its alone.

Arguments: database URL, port of the sink, sessions, and a file with an RSA key if messages are to be signed.
Prints one JSON line.
"""

import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, event

from publisher.delivery.books import books
from publisher.delivery.dkim import rsa_signer
from publisher.delivery.post import post
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay
from publisher.store.engine import open_engine
from tests.support.ledgers import letterhead


def main(url: str, port: str, sessions: str, key: str = "") -> None:
    engine, head = open_engine(url), letterhead()
    if key:
        head = replace(head, signers=(rsa_signer(head.list_domain, "bench", Path(key).read_text()),))
    flushes = 0

    @event.listens_for(engine, "commit")
    def count(_conn: Connection) -> None:
        nonlocal flushes
        flushes += 1

    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    transport = SmtpTransport(
        [Relay("127.0.0.1", int(port), sessions=int(sessions), messages=1_000_000)], name="bench.example.org"
    )
    tally = post(engine, transport, head)
    with engine.begin() as conn:
        account = books(conn, 1)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    transport.close()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        json.dumps(
            {
                "sent": tally.accepted,
                "balanced": account.complete,
                "seconds": seconds,
                "cpu_us": cpu / max(1, tally.accepted) * 1e6,
                "user_us": (after.ru_utime - before.ru_utime) / max(1, tally.accepted) * 1e6,
                "flushes": flushes,
                "peak_mb": after.ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
