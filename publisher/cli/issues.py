"""publisher issues: draft, show, edit, submit and approve issues."""

from typing import Annotated

import typer

from publisher.cli.editor import edited
from publisher.cli.issue_views import (
    as_json,
    edited_publication,
    found_issue,
    next_step,
    say_findings,
    say_if_voided,
    show_issue,
    state_words,
)
from publisher.cli.options import As, Json, Key, commands, name_of
from publisher.cli.saying import columns, say, say_json
from publisher.cli.site import open_site
from publisher.entries.words import counted
from publisher.errors import refuse
from publisher.issues import approval, drafts, moving, sheet
from publisher.issues.issue import open_issues, published
from publisher.preflight import check
from publisher.runs import steering
from publisher.runs.keeping import keep_issues
from publisher.runs.letters import approval_wanted
from publisher.runs.telling import tell

app = commands("Draft, show, edit, submit and approve issues.")

Number = Annotated[int | None, typer.Argument(metavar="N", help="The issue's number; else the open one.")]


@app.command("list", short_help="List issues, those in the works first.")
def list_(
    publication: Annotated[str, typer.Argument(metavar="PUBLICATION")] = "",
    json_: Json = False,
) -> None:
    """List issues: those in the works first, then those that went out, newest first."""
    site = open_site()
    key = site.publication(publication).key if publication else None
    with site.engine.begin() as conn:
        keep_issues(conn, site.press, now=site.now)
        found = [*open_issues(conn, key), *published(conn, key)]
    if json_:
        say_json([as_json(issue) for issue in found])
        return
    if not found:
        say("There are no issues yet. Draft one: publisher issues draft PUBLICATION")
        return
    columns(
        [
            (
                issue.publication,
                f"no. {issue.number}",
                state_words(site, issue),
                counted(len(issue.entries), "entry"),
            )
            for issue in found
        ]
    )


@app.command(short_help="Draft an issue from what is due.")
def draft(publication: Key) -> None:
    """Draft an issue from what is due, or add to the open draft what has become due since."""
    site = open_site()
    wanted = edited_publication(site, publication)
    with site.engine.begin() as conn:
        keep_issues(conn, site.press, now=site.now)
        issue = drafts.draft(conn, wanted, now=site.now)
        if issue is None:
            say(f"Nothing is due in {publication}, so there is nothing to draft.")
            return
        show_issue(conn, site, wanted, issue)
        say(
            f"\nNext: publisher issues edit {publication}, or publisher issues submit {publication} --as NAME"
        )


@app.command(short_help="Show an issue and what preflight found in it.")
def show(
    publication: Key,
    number: Number = None,
    json_: Json = False,
) -> None:
    """Show an issue, who stands behind it, and what preflight found in it."""
    site = open_site()
    wanted = site.publication(publication)
    with site.engine.begin() as conn:
        keep_issues(conn, site.press, now=site.now)
        issue = found_issue(conn, wanted, number)
        if json_:
            say_json(as_json(issue))
        else:
            show_issue(conn, site, wanted, issue)


@app.command(short_help="Edit subject, introduction and order in $EDITOR.")
def edit(
    publication: Key,
    number: Number = None,
    name: As = "",
    file: Annotated[
        str, typer.Option("--sheet", metavar="FILE", help="Take the sheet from FILE (-: standard input).")
    ] = "",
    print_: Annotated[bool, typer.Option("--print", help="Print the sheet and stop.")] = False,
) -> None:
    """Edit subject, introduction and order in $EDITOR; lines put under the second heading move on."""
    site = open_site()
    wanted = site.publication(publication)
    with site.engine.begin() as conn:
        keep_issues(conn, site.press, now=site.now)
        issue = found_issue(conn, wanted, number)
    drafts.must_be_open(issue)
    text = sheet.write(issue)
    if print_:
        say(text.rstrip("\n"))
        return
    given = edited(text, file, lambda changed: sheet.check(changed, issue))
    by = name or "an editor"
    with site.engine.begin() as conn:
        before = issue.state
        for slug in given.moved_on:
            moving.move_on(conn, issue, slug, by=by, now=site.now)
        issue = found_issue(conn, wanted, issue.number)
        issue = drafts.edit(
            conn,
            issue,
            subject=given.subject,
            introduction=given.introduction,
            order=given.order,
            by=by,
            now=site.now,
        )
        say_if_voided(before, issue)
        show_issue(conn, site, wanted, issue)


@app.command()
def move(
    publication: Key,
    slug: Annotated[str, typer.Argument(metavar="ENTRY", help="The entry's name.")],
    name: As = "",
    never: Annotated[
        bool, typer.Option("--never", help="Set it aside: in no issue of this publication.")
    ] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it is set aside.")] = "",
) -> None:
    """Move an entry of the open issue to the next one."""
    site = open_site()
    wanted = site.publication(publication)
    with site.engine.begin() as conn:
        issue = found_issue(conn, wanted, None)
        before = issue.state
        if never:
            if not reason.strip():
                raise refuse("no reason is given", where="--reason", mend="say why in a few words")
            moved = moving.put_aside(conn, issue, slug, reason=reason, by=name or "an editor", now=site.now)
            say(
                f"‘{moved.content.title}’ is set aside: in no issue of {wanted.title}, "
                "only on the site and in feeds."
            )
        else:
            moved = moving.move_on(conn, issue, slug, by=name or "an editor", now=site.now)
            say(f"‘{moved.content.title}’ is left for no. {issue.number + 1} of {wanted.title}.")
        say_if_voided(before, found_issue(conn, wanted, issue.number))


@app.command(short_help="Say that an issue is ready.")
def submit(publication: Key, number: Number = None, name: As = "") -> None:
    """Say that an issue is ready; shows what preflight found, and stops at what must be mended."""
    site = open_site()
    wanted = site.publication(publication)
    by = name_of(name)
    with site.engine.begin() as conn:
        keep_issues(conn, site.press, now=site.now)
        issue = found_issue(conn, wanted, number)
        findings = check(conn, site.press, wanted, issue, now=site.now)
        say_findings([finding for finding in findings if not finding.stops])
        approval.submit(conn, issue, findings, wanted, by=by, now=site.now)
        issue = found_issue(conn, wanted, issue.number)
        if issue.state == "submitted":
            tell(conn, site.press, approval_wanted(wanted, issue, "", findings), now=site.now)
        then = next_step(conn, site, wanted, issue)
        say(f"No. {issue.number} of {wanted.title} is {state_words(site, issue)}. {then}")


@app.command(short_help="Approve a submitted issue as it stands.")
def approve(publication: Key, number: Number = None, name: As = "") -> None:
    """Approve a submitted issue as it stands; by another name than the submitter's."""
    site = open_site()
    wanted = site.publication(publication)
    by = name_of(name)
    with site.engine.begin() as conn:
        changed = keep_issues(conn, site.press, now=site.now)
        issue = found_issue(conn, wanted, number)
        if issue.id not in changed:
            approval.approve(conn, issue, wanted, by=by, now=site.now)
        issue = found_issue(conn, wanted, issue.number)
        lacking = wanted.approvals - len(approval.approvers(conn, issue))
        then = next_step(conn, site, wanted, issue)
    if issue.id in changed:
        raise refuse(
            f"no. {issue.number} of {publication} has changed and is a draft again",
            mend=f"see `publisher issues show {publication}`",
            code="changed_since",
        )
    more = f"; {lacking} more to go" if issue.state == "submitted" else ""
    say(f"No. {issue.number} of {wanted.title} is {state_words(site, issue)}{more}. {then}")


@app.command("call-back", short_help="Take an issue back before it goes.")
def call_back(publication: Key, number: Number = None, name: As = "") -> None:
    """Take an issue back before it goes: an approved one before its slot, an alert within its grace."""
    site = open_site()
    wanted = site.publication(publication)
    with site.engine.begin() as conn:
        issue = found_issue(conn, wanted, number)
        steering.call_back(conn, issue, by=name_of(name), now=site.now)
        say(f"No. {issue.number} of {wanted.title} is called back. It can be edited and submitted again.")
