"""`publisher entries`: what is in the house, and the acts on one entry."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from publisher.bootstrap import open_database, open_schedule
from publisher.cli.asking import agreed
from publisher.cli.editor import open_in_editor
from publisher.cli.entry_files import write_files
from publisher.cli.entry_views import as_json, lines_of, state_of
from publisher.cli.options import As, Json, commands
from publisher.cli.saying import columns, say, say_json
from publisher.entries import files, reading, stamps, versions
from publisher.entries.door import line
from publisher.entries.entry import Version
from publisher.entries.export import export as file_of
from publisher.entries.kinds import KINDS
from publisher.entries.past import is_past
from publisher.entries.words import counted, date_words, stamp_words
from publisher.errors import Refused, refuse
from publisher.settings import read_settings
from publisher.store.engine import reading as for_reading
from subscribers.nearest import nearest

app = commands("List, show, edit, release, withdraw and export entries.")
STATES = ("draft", "embargoed", "released", "archived", "withdrawn", "expired")

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The entry's name: its file's without .md.")]


@app.command("list")
def list_(
    state: Annotated[
        str, typer.Option(metavar="STATE", help=f"Only those that are {', '.join(STATES)}.")
    ] = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help="Only one kind.")] = "",
    as_document: Json = False,
) -> None:
    """List the entries, newest first."""
    for word, words, option in ((state, STATES, "--state"), (kind, tuple(KINDS), "--kind")):
        if word and word not in words:
            raise refuse(f"'{word}' is none that there is", where=option, mend=nearest(word, words))
    now = datetime.now(UTC)
    with for_reading(open_database(read_settings())).connect() as conn:
        found = [
            (version, reading.embargo_of(conn, version.content.slug)) for version in reading.all_entries(conn)
        ]
    rows = [
        (version, state_of(version, embargo, now))
        for version, embargo in found
        if not kind or version.content.kind == kind
    ]
    rows = [(version, word) for version, word in rows if not state or word == state]
    if as_document:
        say_json([as_json(version, word) for version, word in rows])
    elif not rows:
        say("There are no entries." if not (state or kind) else "No entry is like that.")
    else:
        columns(
            [
                (
                    version.content.slug,
                    word,
                    version.content.kind,
                    date_words(version.content.date) if version.content.date else "undated",
                    version.content.title,
                )
                for version, word in rows
            ]
        )


@app.command(short_help="Show an entry: state, facts, text and versions.")
def show(slug: Slug, as_document: Json = False) -> None:
    """Show an entry: its state, its facts, its text and its versions."""
    settings, now = read_settings(), datetime.now(UTC)
    schedule = open_schedule(settings)
    with for_reading(open_database(settings)).connect() as conn:
        version = reading.known(conn, slug)
        past = reading.history(conn, slug)
        word = state_of(version, reading.embargo_of(conn, slug), now)
    if as_document:
        say_json(as_json(version, word, past))
        return
    for row in lines_of(version, word, past, schedule.vocabulary, now):
        say(row)


@app.command(short_help="Open an entry in $EDITOR; save its next version.")
def edit(
    slug: Slug,
    correction: Annotated[
        str,
        typer.Option(
            metavar="NOTE",
            help="Save it as a correction, which readers get once more; NOTE says in words what was wrong.",
        ),
    ] = "",
    name: As = "",
) -> None:
    """Open an entry's file in $EDITOR, and save what comes back as its next version.

    The file is the site's own entries/SLUG.md where there is one. A file that cannot be read is
    kept where it is, with every fault named; edit the entry again to go on with it.
    """
    settings = read_settings()
    vocabulary = open_schedule(settings).vocabulary
    engine = open_database(settings)
    with for_reading(engine).connect() as conn:
        version = reading.known(conn, slug)
        stored = file_of(version, reading.source_of(conn, version.id))
    path = settings.site / "entries" / f"{slug}.md"
    kept = settings.var / "editing" / f"{slug}.md"
    if not path.exists():
        path = kept
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stored)
    open_in_editor(path)
    try:
        source = files.normalise(path.read_bytes(), str(path))
        content = files.parse(source.encode(), str(path), vocabulary)
        with engine.begin() as conn:
            saved = versions.save(
                conn,
                content,
                source,
                now=datetime.now(UTC),
                by=line(name),
                correction_note=correction,
            )
    except Refused as refused:
        say(f"Nothing was saved; your text is kept in {path}.")
        raise refused
    if path == kept:
        path.unlink()
    if saved.id == version.id:
        say("Nothing was changed.")
        return
    sort = f"correction {saved.correction}" if saved.correction > version.correction else "a minor version"
    say(f"Saved '{slug}' as version {saved.number}, {sort if version.released_at else 'still a draft'}.")
    if version.released_at and saved.correction > version.correction:
        say("Readers get it once more: it is due again in each publication that carried it.")
    for flag in files.flags(content, vocabulary):
        say(f"To look at: {flag}")


@app.command(short_help="Make entries public.")
def release(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG", help="One entry or several.")],
    archive: Annotated[
        bool, typer.Option("--archive", help="As published before: under its own date, mailed to nobody.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask about old dates.")] = False,
) -> None:
    """Make entries public: on the site, in the feeds, and due in the publications that take them."""
    settings, now = read_settings(), datetime.now(UTC)
    schedule = open_schedule(settings)
    engine = open_database(settings)
    with for_reading(engine).connect() as conn:
        drafts = [one for one in (reading.known(conn, slug) for slug in slugs) if one.released_at is None]
    old = [version for version in drafts if is_past(version.content, now)]
    if old and not archive and not yes:
        _ask_about(old)
    with engine.begin() as conn:
        for slug in slugs:
            before = reading.known(conn, slug)
            after = stamps.release(conn, slug, now, archived=archive, zone=schedule.organisation.zone)
            embargo = reading.embargo_of(conn, slug)
            if before.released_at is not None:
                say(f"'{slug}' was released already.")
            elif after.released_at is None and embargo is not None:
                until = stamp_words(embargo, schedule.organisation.zone)
                say(f"'{slug}' waits: it is released on {until}.")
            else:
                say(f"Released '{slug}'{' into the archive' if archive else ''}.")


def _ask_about(old: list[Version]) -> None:
    named = ", ".join(
        f"'{version.content.slug}' ({date_words(version.content.date)})"
        for version in old
        if version.content.date is not None
    )
    if not agreed(f"Over 60 days old: {named}. Release as new, to be mailed?"):
        raise refuse(
            f"over 60 days old: {named}; nothing was released",
            mend="say --archive to release without mailing, or --yes to release as new",
            code="old_dates",
        )


@app.command(short_help="Withdraw an entry; a notice stays in its place.")
def withdraw(
    slug: Slug,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, in one sentence that readers will see.")],
) -> None:
    """Withdraw an entry; a notice with the reason stays in its place."""
    with open_database(read_settings()).begin() as conn:
        before = reading.known(conn, slug)
        stamps.withdraw(conn, slug, reason, datetime.now(UTC))
    say(f"'{slug}' {'was withdrawn already' if before.withdrawn_at else 'is withdrawn'}.")


@app.command()
def export(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="SLUG", help="Which entries; none: all.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The folder to write into; none: one entry, to the terminal."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that differ.")] = False,
) -> None:
    """Write entries back as files, byte for byte as they came in."""
    with for_reading(open_database(read_settings())).connect() as conn:
        chosen = [reading.known(conn, slug) for slug in slugs] if slugs else reading.all_entries(conn)
        sources = {
            version.content.slug: file_of(version, reading.source_of(conn, version.id)) for version in chosen
        }
    if to is None:
        if len(sources) != 1:
            raise refuse(
                f"{len(sources)} entries need a folder", mend="name one: --to FOLDER", code="no_folder"
            )
        typer.get_binary_stream("stdout").write(next(iter(sources.values())))
        return
    write_files(sources, to, overwrite=overwrite)
    say(f"Wrote {counted(len(sources), 'entry')} to {to}.")
