"""`publisher subscribers`: take people in, show one, end or erase; the office's side of the people's room."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection

from publisher.bootstrap import open_database, open_schedule
from publisher.cli.asking import must_agree
from publisher.cli.options import Json, Yes, commands
from publisher.cli.saying import say, say_json
from publisher.cli.subscriber_views import lines_of, person_json, report_json, report_lines
from publisher.delivery.forgetting import forget
from publisher.entries.words import counted
from publisher.errors import Refused, refuse
from publisher.schedule import Schedule
from publisher.settings import read_settings
from publisher.store.engine import reading as for_reading
from subscribers import erasing, exporting, leaving, people
from subscribers.importing import import_csv
from subscribers.report import Report
from subscribers.rows import Known

app = commands("Import, export, show, end and erase subscribers.")
REASONS = ("by-office", "left", "complained", "bounced")

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's e-mail address.")]


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV file, or - for standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; change nothing.")] = False,
    as_document: Json = False,
) -> None:
    """Take in people who have agreed, with the evidence of it. Nothing is mailed.

    Rows with a fault stay out and are named; the others go in. Whoever left is never subscribed
    again, and whoever is subscribed keeps the choice they have. The same file twice changes nothing.
    """
    settings, now = read_settings(), datetime.now(UTC)
    known = _known(open_schedule(settings))
    engine = open_database(settings)
    with _opened(file) as stream, _progress() as progress, engine.connect() as conn:
        task = progress.add_task("Reading", total=_size(file), rows="0")

        def each(report: Report) -> None:
            if not dry_run:
                conn.commit()
            progress.update(task, completed=report.bytes_read, rows=f"{report.rows:,}")

        report = import_csv(conn, stream, known, now=now, name=Path(file).name, each=each)
        conn.rollback() if dry_run else conn.commit()
    if report.unreadable:
        raise Refused(*report.unreadable)
    if as_document:
        say_json(report_json(report, dry_run=dry_run))
        return
    for line in report_lines(report, dry_run=dry_run):
        say(line)


def _known(schedule: Schedule) -> Known:
    organisation = schedule.organisation
    return Known(
        frozenset(schedule.publications),
        frozenset(schedule.audiences),
        frozenset(schedule.topics),
        organisation.language,
        organisation.zone,
    )


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as opened:
            yield opened
    except OSError as error:
        raise refuse(f"it cannot be read ({error.strerror})", where=file, code="cannot_read") from error


def _size(file: str) -> int | None:
    return None if file == "-" else Path(file).stat().st_size or None


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]} rows"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


@app.command(short_help="Write the active subscriptions as CSV.")
def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write, or - for standard output.")],
) -> None:
    """Write the active subscriptions as CSV, safe to open in a spreadsheet.

    A cell that a spreadsheet might run begins with an apostrophe; `import` takes it off again.
    """
    with for_reading(open_database(read_settings())).connect() as conn:
        if file == "-":
            exporting.export_csv(conn, sys.stdout)
            return
        try:
            path = Path(file)
            path.touch(mode=0o600)
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                count = exporting.export_csv(conn, stream)
        except OSError as error:
            raise refuse(
                f"it cannot be written ({error.strerror})", where=file, code="cannot_write"
            ) from error
    say(f"Wrote {counted(count, 'subscription')} to {file}.")


@app.command(short_help="Show all that is held about a person.")
def show(address: Address, as_document: Json = False) -> None:
    """Show all that is held about a person: subscriptions, consent, suppression."""
    settings = read_settings()
    zone = open_schedule(settings).organisation.zone
    with open_database(settings).begin() as conn:
        person = people.show(conn, address)
    if person is None:
        raise _nobody(address)
    if as_document:
        say_json(person_json(person))
        return
    for line in lines_of(person, zone):
        say(line)


@app.command()
def end(
    address: Address,
    publication: Annotated[str, typer.Option(metavar="KEY", help="Only this one; left out: all.")] = "",
    reason: Annotated[str, typer.Option(metavar="WHY", help=f"One of {', '.join(REASONS)}.")] = "by-office",
    yes: Yes = False,
) -> None:
    """End a person's subscriptions. They are never opened again by anybody but that person."""
    if reason not in REASONS:
        raise refuse(f"'{reason}' is no reason", where="--reason", mend=f"use one of {', '.join(REASONS)}")
    engine = open_database(read_settings())
    with for_reading(engine).connect() as conn:
        chosen = _living(conn, address, publication)
    must_agree(f"End {', '.join(sorted(chosen))} for {address}?", yes=yes)
    with engine.begin() as conn:
        for subscription_id in chosen.values():
            leaving.leave(conn, subscription_id, reason=reason, now=datetime.now(UTC))
    say(f"Ended {', '.join(sorted(chosen))} for {address}.")


def _living(conn: Connection, address: str, publication: str) -> dict[str, int]:
    subscriber_id = people.find(conn, address)
    if subscriber_id is None:
        raise _nobody(address)
    living = people.living(conn, subscriber_id)
    chosen = {key: id_ for key, id_ in living.items() if publication in ("", key)}
    if not chosen:
        what = f" to '{publication}'" if publication else ""
        have = f"it has {', '.join(sorted(living))}" if living else "nothing had to be ended"
        raise refuse(f"{address} has no subscription{what} that goes on", mend=have, code="no_subscription")
    return chosen


@app.command(short_help="Erase a person; only a keyed hash is left.")
def erase(address: Address, yes: Yes = False) -> None:
    """Erase a person: everything ends, name and address are forgotten, a keyed hash keeps them out."""
    engine = open_database(read_settings())
    with for_reading(engine).connect() as conn:
        if people.find(conn, address) is None:
            raise _nobody(address)
    must_agree(f"Erase {address}? This cannot be undone.", yes=yes)
    with engine.begin() as conn:
        erased = erasing.erase(conn, address, now=datetime.now(UTC))
        if erased is not None:
            forget(conn, erased.subscriber_id)
    say(f"Erased; {counted(erased.ended if erased else 0, 'subscription')} ended. Only a keyed hash is left.")


def _nobody(address: str) -> Refused:
    return refuse(f"nobody here has the address {address}", mend="check its spelling", code="unknown_address")
