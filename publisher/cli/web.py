"""`publisher web`: the web server alone; it never starts a clock."""

from publisher import bootstrap
from publisher.cli.ending import told_to_end
from publisher.cli.options import command
from publisher.cli.serving import listen, log_to_terminal
from publisher.cli.waiting import when_there
from publisher.settings import read_settings

app = command()


@app.command()
def web() -> None:
    """Run the web server alone: the site, the feeds, leaving.

    Nothing is sent and no slot fires; `publisher clock` and `publisher post` do that. Listens on
    PUBLISHER_HOST and PUBLISHER_PORT. Ends by SIGTERM or Ctrl-C when the answers under way are given.
    A database server that is away is waited for.
    """
    settings = read_settings()
    log_to_terminal(settings)
    with told_to_end() as ended:
        application = when_there(lambda: bootstrap.web_app(settings), ended)
    if application is not None:
        listen(application, settings)
