"""`publisher web`: the web server alone; it never starts a clock."""

from publisher import bootstrap
from publisher.cli.options import command
from publisher.cli.serving import listen, log_to_terminal
from publisher.settings import read_settings

app = command()


@app.command()
def web() -> None:
    """Run the web server alone: the site, the feeds, leaving.

    Nothing is sent and no slot fires; `publisher clock` and `publisher post` do that. Listens on
    PUBLISHER_HOST and PUBLISHER_PORT. Ends by SIGTERM or Ctrl-C when the answers under way are given.
    """
    settings = read_settings()
    log_to_terminal(settings)
    listen(bootstrap.web_app(settings), settings)
