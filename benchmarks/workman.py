"""One worker process as `publisher worker` runs it: `python -m benchmarks.workman URL PORT SESSIONS`.

Works until SIGTERM, then prints one JSON line: CPU seconds and peak memory.
"""

import json
import resource
import signal
import sys
import threading

from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay
from publisher.jobs.postroom import Postroom
from publisher.jobs.work import work
from publisher.store.engine import open_engine
from tests.support.ledgers import letterhead


def main(url: str, port: str, sessions: str) -> None:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    relay = Relay("127.0.0.1", int(port), sessions=int(sessions), messages=1_000_000)
    transport = SmtpTransport([relay], name="bench.example.org")
    work(Postroom(open_engine(url), transport, letterhead()), ended)
    transport.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}))


if __name__ == "__main__":
    main(*sys.argv[1:])
