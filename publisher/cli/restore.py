"""`publisher restore FILE`, and the word of a person that a restored copy may send."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from publisher.bootstrap import base_url, open_database, open_schedule
from publisher.cli.options import command
from publisher.errors import refuse
from publisher.settings import read_settings
from publisher.store import instance
from publisher.store.backup import restore as bring_back
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate

app = command()


@app.command()
def restore(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A file that publisher backup wrote.")
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Say that this copy is the one that sends.")
    ] = False,
) -> None:
    """Bring a backup into an empty database, checked; it sends nothing until you say --confirm.

    What has fallen due meanwhile is listed by `publisher schedule list` and fires only after that.
    """
    settings = read_settings()
    if file is None and not confirm:
        raise refuse("nothing to do", where="restore", mend="name a backup file, or say --confirm")
    schedule, now = open_schedule(settings), datetime.now(UTC)
    address = base_url(settings, schedule)
    if file is not None:
        engine = open_engine(settings.database)
        revision = bring_back(engine, file)
        migrate(engine)
        with engine.begin() as conn:
            instance.settle(conn, settings.var, address, home=schedule.organisation.base_url, now=now)
            instance.lock(conn)
        typer.echo(f"Restored from {file} (schema {revision}). Nothing is sent from it yet.")
    if confirm:
        with open_database(settings).begin() as conn:
            instance.settle(conn, settings.var, address, home=schedule.organisation.base_url, now=now)
            instance.confirm(conn, settings.var, address, now=now)
        typer.echo("This copy sends from now on.")
    else:
        typer.echo(
            "Look at publisher schedule list and publisher runs list; then: publisher restore --confirm"
        )
