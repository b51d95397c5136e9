"""publisher clock: the clock alone: release entries, plan and fire slots, close runs."""

import signal
import threading

from publisher import bootstrap
from publisher.cli.options import command
from publisher.cli.saying import say
from publisher.cli.serving import log_to_terminal
from publisher.cli.site import open_site
from publisher.clock.alarm import start
from publisher.clock.reports import reports
from publisher.clock.tick import tick

app = command()


@app.command()
def clock() -> None:
    """Release entries, plan and fire slots, close runs, every 20 seconds until SIGTERM or Ctrl-C.

    Each minute it takes in what came back (PUBLISHER_BOUNCE_URL).
    Posts nothing: `publisher serve`, `post` or workers do that. Several clocks do no harm.
    """
    site = open_site()
    bootstrap.must_be_ours(site.settings, site.schedule, site.engine)
    log_to_terminal(site.settings)
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    with reports(site.engine, site.press, site.settings.bounce_url.get_secret_value()):
        scheduler = start(lambda now: tick(site.engine, site.press, now=now))
        say("The clock runs (Ctrl-C ends it).")
        ended.wait()
        scheduler.shutdown(wait=True)
