"""publisher worker: post batches, in one process or several, on any number of machines."""

import threading
from typing import Annotated

import typer

from publisher.cli.crew import Crew
from publisher.cli.ending import must_be_recorded, told_to_end
from publisher.cli.options import command
from publisher.cli.posting import opened_transport, postroom
from publisher.cli.saying import say
from publisher.cli.serving import log_to_terminal
from publisher.cli.site import Site
from publisher.cli.waiting import open_when_there
from publisher.jobs.work import work
from publisher.settings import read_settings

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
    A database server that is away is waited for.
    """
    log_to_terminal(read_settings())
    with told_to_end() as ended:
        site = open_when_there(ended)
        if site is None:
            return
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
        must_be_recorded(work(postroom(site, transport), ended))
