"""publisher clock: the clock alone: release entries, plan and fire slots, close runs."""

from publisher.cli.ending import told_to_end
from publisher.cli.options import command
from publisher.cli.saying import say
from publisher.cli.serving import log_to_terminal
from publisher.cli.waiting import open_when_there
from publisher.clock.alarm import start
from publisher.clock.reports import reports
from publisher.clock.tick import tick
from publisher.settings import read_settings

app = command()


@app.command()
def clock() -> None:
    """Release entries, plan and fire slots, close runs, every 20 seconds until SIGTERM or Ctrl-C.

    Each minute it takes in what came back (PUBLISHER_BOUNCE_URL).
    Posts nothing: `publisher serve`, `post` or workers do that. Several clocks do no harm. A database server
    that is away is waited for.
    """
    log_to_terminal(read_settings())
    with told_to_end() as ended:
        site = open_when_there(ended)
        if site is None:
            return
        with reports(site.engine, site.press, site.settings.bounce_url.get_secret_value()):
            scheduler = start(lambda now: tick(site.engine, site.press, now=now))
            say("The clock runs (Ctrl-C ends it).")
            ended.wait()
            scheduler.shutdown(wait=True)
