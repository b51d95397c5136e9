"""publisher worker: post batches, in one process or several, on any number of machines."""

import signal
import threading
from typing import Annotated

import typer

from publisher import bootstrap
from publisher.cli.crew import Crew
from publisher.cli.options import command
from publisher.cli.posting import opened_transport, postroom
from publisher.cli.saying import say
from publisher.cli.serving import log_to_terminal
from publisher.cli.site import Site, open_site
from publisher.jobs.work import work

app = command()


@app.command()
def worker(
    processes: Annotated[
        int, typer.Option("--processes", metavar="N", help="How many to run here.", min=1, max=64)
    ] = 1,
) -> None:
    """Post what is owed, service mails included, until SIGTERM or Ctrl-C.

    With PostgreSQL any number of workers on any number of machines share the batches of all runs, and take
    over from those that die; with SQLite several processes on this machine share its ledger. Nothing is sent
    twice. At the end the letters in flight are finished and recorded first. Slots fire by `publisher clock`.
    """
    site = open_site()
    bootstrap.must_be_ours(site.settings, site.schedule, site.engine)
    log_to_terminal(site.settings)
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    if processes == 1:
        _work(site, ended)
        return
    # Each process opens the site for itself: a connection must never be shared between two.
    site.engine.dispose()
    say(f"{processes} workers run (Ctrl-C ends them).")
    Crew(processes).run(ended)


def _work(site: Site, ended: threading.Event) -> None:
    with opened_transport(site) as transport:
        say("The worker runs (Ctrl-C ends it).")
        work(postroom(site, transport), ended)
