"""`publisher serve`: web, clock and posting in one process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from publisher import bootstrap
from publisher.cli.posting import opened_transport
from publisher.cli.serving import listen, log_to_terminal
from publisher.cli.site import Site, open_site
from publisher.clock.alarm import start
from publisher.clock.tick import tick
from publisher.delivery.post import post
from publisher.delivery.transports.transport import Transport

app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)

REST = 30.0
log = logging.getLogger("publisher.serve")


@app.command()
def serve() -> None:
    """Run web, clock and posting together: all that one machine needs.

    Entries are released, slots fire, mails leave (to the outbox while no SMTP server is set), the site
    answers on PUBLISHER_HOST and PUBLISHER_PORT. Ends by SIGTERM or Ctrl-C: what is being handed over is
    finished and recorded first.
    """
    site = open_site()
    bootstrap.must_be_ours(site.settings, site.schedule, site.engine)
    log_to_terminal(site.settings)
    application = bootstrap.web_app(site.settings)
    with opened_transport(site) as transport, _posting(site, transport), _ticking(site):
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
    """Posting in a thread, until the block ends and what was offered is settled."""
    ended = threading.Event()
    poster = threading.Thread(target=_post_until, args=(site, transport, ended), name="posting")
    poster.start()
    try:
        yield
    finally:
        ended.set()
        poster.join()


def _post_until(site: Site, transport: Transport, ended: threading.Event) -> None:
    head = bootstrap.open_letterhead(site.settings, site.schedule, site.press.links)
    parking = [key for key, one in site.schedule.publications.items() if one.uncertain == "park"]
    while not ended.is_set():
        try:
            post(site.engine, transport, head, parking=parking, until_idle=False, stop=ended)
        except Exception:
            # The database may be away for a moment; what is owed stays owed, and the web goes on.
            log.exception("posting stopped; it goes on in %.0f seconds", REST)
            ended.wait(REST)
