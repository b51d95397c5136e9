"""publisher preview: show a publication as a reader would get it: on the screen, in a file, by mail."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from markupsafe import escape
from sqlalchemy import Connection

from publisher.cli.options import Key, command
from publisher.cli.posting import post_and_close
from publisher.cli.saying import say
from publisher.cli.site import Site, open_site
from publisher.delivery.service import owe
from publisher.entries.words import counted
from publisher.errors import Refused, refuse
from publisher.issues.compose import compose
from publisher.issues.due import due
from publisher.issues.issue import Issue, next_number, open_issues
from publisher.issues.placeholders import ADDRESS, LEAVE
from publisher.issues.render import Rendered, render
from publisher.schedule import Publication
from subscribers.addresses import checked
from subscribers.choices import Choice
from subscribers.faults import Fault
from subscribers.nearest import nearest

NOBODY = "reader@example.org"

app = command()


@app.command()
def preview(
    publication: Key,
    audiences: Annotated[
        list[str] | None,
        typer.Option(
            "--for", metavar="AUDIENCE", help="For whom; may be said several times. None: everybody."
        ),
    ] = None,
    topics: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="TOPIC", help="A finer choice; may be said several times."),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="Of the mail's own words, as 'cy'.")
    ] = "",
    text: Annotated[bool, typer.Option("--text", help="Plain text, as chosen by some readers.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it there; HTML unless --text.")
    ] = None,
    mail: Annotated[str, typer.Option("--mail", metavar="ADDRESS", help="Send it to yourself.")] = "",
) -> None:
    """Show what a reader with this choice would get: the open issue if there is one, else what is due.

    Plain text goes to the screen, HTML to a file. Nothing is published and nothing counts as sent.
    """
    site = open_site()
    wanted = site.publication(publication)
    choice = _choice(site, audiences or [], topics or [], language, text)
    with site.engine.begin() as conn:
        shown = _rendered(conn, site, wanted, choice)
    for warning in shown.warnings:
        typer.echo(str(warning), err=True)
    if mail:
        _mail(site, shown, mail)
    elif out is not None:
        _write(site, shown, out, text)
    else:
        say(f"Subject: {shown.subject}\n")
        say(_filled(site, shown.text, NOBODY))


def _choice(site: Site, audiences: list[str], topics: list[str], language: str, text: bool) -> Choice:
    faults = [
        Fault(f"there is no {noun} '{word}'", option, nearest(word, list(known)), f"unknown_{noun}")
        for noun, option, words, known in (
            ("audience", "--for", audiences, site.schedule.audiences),
            ("topic", "--topic", topics, site.schedule.topics),
        )
        for word in words
        if word not in known
    ]
    if faults:
        raise Refused(*faults)
    return Choice(
        id=0,
        audiences=frozenset(audiences or site.schedule.audiences),
        topics=frozenset(topics),
        language=language or site.schedule.organisation.language,
        format="text" if text else "html",
    )


def _rendered(conn: Connection, site: Site, publication: Publication, choice: Choice) -> Rendered:
    issue = next(iter(open_issues(conn, publication.key)), None) or _to_come(conn, site, publication)
    if not issue.entries:
        raise refuse(
            f"nothing is due in {publication.key}", mend="release entries for it", code="nothing_due"
        )
    compositions = compose(issue.entries, [choice])
    if not compositions:
        raise refuse(
            f"none of the {len(issue.entries)} entries due in {publication.key} is for this choice",
            mend="choose other audiences or topics: such a reader gets no mail",
            code="nothing_for_choice",
        )
    press = site.press
    return render(
        press.templates,
        press.schedule,
        publication,
        issue,
        compositions,
        press.links,
        site.now,
        choices=[choice],
    )[0]


def _to_come(conn: Connection, site: Site, publication: Publication) -> Issue:
    """What a run now would make of what is due; nothing is written."""
    versions = tuple(due(conn, publication, at=site.now))
    return Issue(0, publication.key, next_number(conn, publication.key), versions)


def _mail(site: Site, shown: Rendered, given: str) -> None:
    address = checked(given)
    if isinstance(address, Fault):
        raise Refused(address)
    text = _filled(site, shown.text, address)
    digest = hashlib.sha256(f"{address}\n{site.now.isoformat()}\n{text}".encode()).hexdigest()[:32]
    with site.engine.begin() as conn:
        owe(
            conn,
            f"preview {digest}",
            "preview",
            address,
            f"Preview: {shown.subject}",
            _filled(site, shown.html, escape(address)),
            text,
            site.now,
        )
    post_and_close(site)
    say(f"Sent to {address}: {shown.subject}.")


def _write(site: Site, shown: Rendered, out: Path, text: bool) -> None:
    content = _filled(site, shown.text if text else shown.html, NOBODY)
    try:
        out.write_text(content, encoding="utf-8")
    except OSError as error:
        raise refuse(f"the file cannot be written ({error.strerror})", where=str(out)) from error
    size = "" if text else f", {shown.size:,} bytes as sent at most"
    say(f"{shown.subject}: {counted(len(shown.composition.versions), 'entry')}{size}. Written to {out}.")


def _filled(site: Site, rendered: str, address: str) -> str:
    """With a reader's address, and a way to leave that names nobody: it is a preview."""
    nobody = site.press.links.leave(LEAVE)
    return rendered.replace(nobody, site.press.links.page()).replace(ADDRESS, address)
