"""publisher post: send what is owed, then stop."""

from publisher.cli.options import command
from publisher.cli.posting import post_and_close
from publisher.cli.saying import say
from publisher.cli.site import open_site

app = command()


@app.command()
def post() -> None:
    """Send what is owed now, service mails included, close the runs that have ended, and stop."""
    tally = post_and_close(open_site())
    if tally.settled:
        rest = f", {tally.deferred} to be tried later" if tally.deferred else ""
        say(f"{tally.accepted:,} sent, {tally.rejected:,} refused{rest}.")
