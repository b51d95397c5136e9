"""A worker process with short times: `python -m tests.support.workman URL PORT [SESSIONS] [POINT NTH]`.

It works until SIGTERM or SIGINT, as `publisher worker` does, against a sink on PORT. POINT and NTH: as for `poster`.
"""

import logging
import sys

from publisher.cli.ending import must_be_recorded, told_to_end
from publisher.delivery.transports.smtp.pool import SmtpTransport
from publisher.delivery.transports.smtp.relay import Relay
from publisher.errors import Refused
from publisher.jobs.postroom import Postroom
from publisher.jobs.tasks import Pace
from publisher.jobs.work import work
from publisher.store.engine import open_engine
from tests.support.ledgers import SHORT, letterhead
from tests.support.poster import POINTS, die_at

QUICK = Pace(turn=2.0, sweep="* * * * * */1", heartbeat=0.5, silence=2.0, poll=0.5, rest=0.5)


def main(url: str, port: str, sessions: str = "4", point: str = "", nth: str = "1") -> None:
    logging.basicConfig(level=logging.WARNING)
    if point:
        die_at(*POINTS[point], int(nth))
    relay = Relay("127.0.0.1", int(port), sessions=int(sessions))
    transport = SmtpTransport([relay], name="ours.example.org")
    room = Postroom(open_engine(url), transport, letterhead(), (), SHORT)
    try:
        with told_to_end() as ended:
            must_be_recorded(work(room, ended, QUICK))
    except Refused as refused:
        sys.exit(str(refused))
    finally:
        transport.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
