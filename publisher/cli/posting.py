"""Posting from the command line: what is owed goes out, with its progress, and ended runs are closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from publisher import bootstrap, jobs
from publisher.cli.saying import say
from publisher.cli.site import Site
from publisher.delivery.owed import count_owed
from publisher.delivery.post import post
from publisher.delivery.tally import Tally
from publisher.delivery.transports.transport import Transport
from publisher.jobs.postroom import Postroom


def post_and_close(site: Site) -> Tally:
    """Post until nothing is due, close the runs whose books balance, and say so."""
    bootstrap.must_be_ours(site.settings, site.schedule, site.engine)
    with opened_transport(site) as transport:
        tally = _post(site, transport)
        jobs.hear_back(site.engine, site.press, now=datetime.now(UTC))
        closed = jobs.close(site.engine, site.press, now=datetime.now(UTC))
        if closed:
            # The office's own letters about what has just ended.
            _post(site, transport)
    for run in closed:
        say(f"Run {run.id} of {run.publication} is {run.state}: {run.reason}.")
    if not tally.settled and not closed:
        say("Nothing is owed now.")
    return tally


@contextmanager
def opened_transport(site: Site) -> Iterator[Transport]:
    """The transport of the settings, closed at the end."""
    transport = bootstrap.open_transport(site.settings, site.schedule)
    try:
        yield transport
    finally:
        transport.close()


def postroom(site: Site, transport: Transport) -> Postroom:
    """What posting needs of the site. Raises Refused for a signing key that cannot be read."""
    parking = [key for key, one in site.schedule.publications.items() if one.uncertain == "park"]
    head = bootstrap.open_letterhead(site.settings, site.schedule, site.press.links)
    return Postroom(site.engine, transport, head, parking)


def _post(site: Site, transport: Transport) -> Tally:
    room = postroom(site, transport)
    with site.engine.begin() as conn:
        owed = count_owed(conn, now=datetime.now(UTC))
    with _bar(owed) as progress:
        bar = progress.add_task("Posting", total=owed)
        tally = post(
            room.engine,
            room.transport,
            room.head,
            parking=room.parking,
            progress=lambda so_far: progress.update(bar, completed=so_far.settled),
        )
        progress.update(bar, completed=tally.settled)
    return tally


def _bar(owed: int) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=owed == 0 or not Console(stderr=True).is_terminal,
    )
