"""`publisher import`: entries from files, pages, Word documents, tables and feeds."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from publisher import outbound
from publisher.bootstrap import open_database, open_schedule
from publisher.cli.asking import at_terminal, chosen
from publisher.cli.import_report import as_document, report
from publisher.cli.options import command
from publisher.cli.saying import say_json
from publisher.entries.importers import Imported, gather, keep, past, take
from publisher.entries.reading import embargo_of
from publisher.entries.words import stamp_words
from publisher.errors import refuse
from publisher.settings import read_settings

app = command()

Meant = Literal["draft", "release", "archive"]


@app.command()
def importing(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files (.md .txt .html .docx .csv .xml), folders of them, or a feed's or page's address.",
        ),
    ],
    release: Annotated[
        bool, typer.Option("--release", help="Release the entries: they will be mailed.")
    ] = False,
    archive: Annotated[
        bool,
        typer.Option(
            "--archive",
            help="As published before: on site and in feeds under their own date, mailed to nobody.",
        ),
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Keep them as drafts, also old ones, without asking.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --release: do not ask about old dates.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print entries and fates as JSON for scripts.")
    ] = False,
) -> None:
    """Take in entries. They arrive as drafts, with what is uncertain about each, and the fate of every line.

    Entries over 60 days old: it asks whether they are to be mailed, archived or kept as drafts; where
    nobody can be asked, say it with an option. Importing the same thing twice changes nothing.
    """
    if release + archive + draft > 1:
        raise refuse(
            "--draft, --release and --archive exclude each other", mend="choose one of them", code="usage"
        )
    now, settings = datetime.now(UTC), read_settings()
    vocabulary = open_schedule(settings).vocabulary
    sources = gather(places, _fetch)
    imported = take(sources, vocabulary, now.astimezone(vocabulary.zone).date())
    if as_json:
        say_json(as_document(imported))
    meant = _meant(
        imported, "release" if release else "archive" if archive else "draft" if draft else None, yes, now
    )
    with open_database(settings).begin() as conn:
        kept = keep(
            conn,
            imported,
            release=meant == "release",
            archive=meant == "archive",
            now=now,
            vocabulary=vocabulary,
        )
        slugs = [*kept.added, *kept.changed, *kept.unchanged]
        waiting = {slug: until for slug in slugs if (until := embargo_of(conn, slug)) is not None}
    if not as_json:
        words = {slug: stamp_words(until, vocabulary.zone) for slug, until in waiting.items()}
        report(imported, kept, words, [source.name for source in sources], settings.site)


def _fetch(url: str) -> tuple[bytes, str, str]:
    answer = outbound.fetch(url)
    return answer.body, answer.media_type, answer.url


def _meant(imported: Imported, said: Meant | None, yes: bool, now: datetime) -> Meant:
    """What is to become of the entries; old ones are asked about unless the options leave no doubt."""
    old = past(imported, now)
    if not old or said in ("archive", "draft") or (said == "release" and yes):
        return said or "draft"
    number = f"{len(old)} of {len(imported.entries)} entries" if len(imported.entries) > 1 else "the entry"
    are = "are" if len(old) > 1 else "is"
    if not at_terminal():
        raise refuse(
            f"{number} {are} dated more than 60 days ago, so it is not clear what is meant; nothing was "
            f"imported",
            mend="say --archive (published before, mailed to nobody), --draft (look at them first), "
            "or --release --yes (mail them as new)",
            code="old_dates",
        )
    answers: dict[str, Meant] = {"a": "archive", "d": "draft", "r": "release"}
    letter = chosen(
        f"{number} {are} dated more than 60 days ago. Archive them (mailed to nobody), keep them as drafts, "
        "or release them all as new, to be mailed? [a/d/r]",
        tuple(answers),
    )
    if letter not in answers:
        raise refuse("nothing was chosen; nothing was imported", code="old_dates")
    return answers[letter]
