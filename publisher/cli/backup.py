"""`publisher backup FILE`."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.bootstrap import open_database
from publisher.cli.options import command
from publisher.settings import read_settings
from publisher.store.backup import back_up

app = command()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
) -> None:
    """Write a whole, consistent copy of the database to FILE, also while mails are being sent.

    The secret key is not in it: keep PUBLISHER_SECRET_KEY apart, or old leave links stop working.
    """
    size = back_up(open_database(read_settings()), file)
    typer.echo(f"{file}: {size:,} bytes")
