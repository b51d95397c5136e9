"""One run opened in a process of its own, as the clock would: composed, rendered, frozen, addressed.

Then it posts until the first letter is accepted. Arguments: database URL, site folder, port of the sink.
Prints one JSON line.
"""

import json
import resource
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from publisher.delivery.message.letterhead import letterhead
from publisher.delivery.post import post
from publisher.delivery.tally import Tally
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay
from publisher.issues.press import Press
from publisher.issues.render import render
from publisher.links import Links
from publisher.runs import opening
from publisher.runs.by_hand import make_run
from publisher.schedule import read_schedule
from publisher.store.engine import open_engine
from publisher.templating import open_templates


class FirstAccepted(SmtpTransport):
    """Tells when the first letter was accepted, and wants no more then."""

    stop = threading.Event()
    at = 0.0

    def wait(self, seconds):  # type: ignore[no-untyped-def]
        events = super().wait(seconds)
        if not self.at and any(getattr(event, "outcome", None) is not None for event in events):
            self.at = time.perf_counter()
            self.stop.set()
        return events


class Rendering:
    """`render`, with the CPU time it took."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, *given, **named):  # type: ignore[no-untyped-def]
        started = time.process_time()
        made = render(*given, **named)
        self.seconds += time.process_time() - started
        return made


def main(url: str, site: str, port: str) -> None:
    opening.render = rendering = Rendering()  # type: ignore[attr-defined] # to time it
    engine, schedule = open_engine(url), read_schedule(Path(site) / "schedule.yaml")
    links = Links(schedule.organisation.base_url, "board.example.org,2026", (b"k" * 40,))
    press = Press(schedule, open_templates(Path(site)), links)
    publication, now = schedule.publications["weekly"], datetime.now(UTC)
    started = time.perf_counter()
    with engine.begin() as conn:
        opened = opening.open_run(
            conn, press, publication, make_run(conn, publication, fires_at=now, by="bench", now=now), now=now
        )
    seconds = time.perf_counter() - started
    assert opened is not None and opened.sends, opened
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    transport = FirstAccepted([Relay("127.0.0.1", int(port), sessions=10)], name="bench.example.org")
    started = time.perf_counter()
    tally: Tally = post(engine, transport, letterhead(schedule, links), stop=transport.stop)
    first = transport.at - started
    transport.close()
    print(
        json.dumps(
            {
                "readers": opened.run.head_count,
                "seconds": seconds,
                "peak_mb": peak,
                "first_accepted": first,
                "rendering": rendering.seconds,
                "accepted": tally.accepted,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
