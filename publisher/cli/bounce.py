"""`publisher bounce`: one report on standard input, as a mail server's pipe hands it over."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from publisher.bootstrap import open_database, open_links, open_schedule
from publisher.cli.options import command
from publisher.delivery.feedback.apart import Reader
from publisher.delivery.feedback.hearing import hear
from publisher.delivery.feedback.reading import MOST_BYTES
from publisher.settings import read_settings

app = command()


@app.command()
def bounce(
    to: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="The address the report came to, as the mail server knows it."),
    ] = "",
) -> None:
    """Take in a report of what came back, on standard input.

    Says what it was and what it did. A report that is no report of ours changes nothing and is kept.
    """
    raw = sys.stdin.buffer.read(MOST_BYTES)
    now = datetime.now(UTC)
    settings = read_settings()
    schedule = open_schedule(settings)
    engine = open_database(settings)
    links = open_links(settings, schedule, engine, now)
    reader = Reader(schedule.organisation.list_domain)
    report = reader.read(raw, to)
    reader.rest()
    with engine.begin() as conn:
        for heard in hear(conn, links, report, now=now):
            typer.echo(heard.effect)
