"""`publisher serve`: web, clock and posting in one process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from publisher import bootstrap
from publisher.cli.ending import must_be_recorded, told_to_end
from publisher.cli.options import command
from publisher.cli.posting import opened_transport, postroom
from publisher.cli.serving import listen, log_to_terminal
from publisher.cli.site import Site
from publisher.cli.waiting import open_when_there
from publisher.clock.alarm import start
from publisher.clock.reports import reports
from publisher.clock.tick import tick
from publisher.delivery.transports.transport import Transport
from publisher.errors import Refused
from publisher.jobs.work import work
from publisher.settings import read_settings

app = command()

log = logging.getLogger("publisher.serve")


@app.command()
def serve() -> None:
    """Run web, clock and posting together: all that one machine needs.

    Entries are released, slots fire, mails leave (to the outbox while no SMTP server is set), reports of what
    came back are taken in, the site answers on PUBLISHER_HOST and PUBLISHER_PORT. Ends by SIGTERM or
    Ctrl-C: what is being handed over is finished and recorded first. A database server that is away is
    waited for.
    """
    log_to_terminal(read_settings())
    with told_to_end() as ended:
        site = open_when_there(ended)
    if site is None:
        return
    application = bootstrap.web_app(site.settings)
    came_back = reports(site.engine, site.press, site.settings.bounce_url.get_secret_value())
    with opened_transport(site) as transport, came_back, _posting(site, transport), _ticking(site):
        listen(application, site.settings)


@contextmanager
def _ticking(site: Site) -> Iterator[None]:
    """The clock, until the block ends and the look under way is over."""
    scheduler = start(lambda now: tick(site.engine, site.press, now=now))
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


@contextmanager
def _posting(site: Site, transport: Transport) -> Iterator[None]:
    """Posting in a thread, as a worker does, until the block ends and what was offered is settled."""
    ended = threading.Event()
    room = postroom(site, transport)
    unrecorded: list[int] = []

    def post() -> None:
        try:
            unrecorded.append(work(room, ended))
        except Refused as refused:
            log.error("posting has ended: %s", refused)  # the site goes on

    poster = threading.Thread(target=post, name="posting")
    poster.start()
    try:
        yield
    finally:
        ended.set()
        poster.join()
    must_be_recorded(sum(unrecorded))
