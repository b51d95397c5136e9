"""publisher runs: list runs, show their books, answer and steer them."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Connection

from publisher import bootstrap, jobs
from publisher.cli.options import As, Json, Reason, commands, name_of
from publisher.cli.saying import columns, say, say_json
from publisher.cli.site import Site, open_site
from publisher.delivery.books import Books, books, who
from publisher.delivery.feedback.account import account
from publisher.delivery.progress import progress_words
from publisher.entries.words import counted
from publisher.errors import refuse
from publisher.issues.issue import read as read_issue
from publisher.runs import steering
from publisher.runs.closing import in_words
from publisher.runs.decision import Decision
from publisher.runs.events import events
from publisher.runs.letters import answers
from publisher.runs.run import Run, all_runs, read

Done = TypeVar("Done")

app = commands("List runs, show their books, answer and steer them.")

Number = Annotated[int, typer.Argument(metavar="N", help="The run's number.")]
WORDS = ("sent", "waiting", "failed", "skipped")


@app.command("list", short_help="List runs, newest last.")
def list_(
    publication: Annotated[str, typer.Argument(metavar="PUBLICATION")] = "",
    as_json: Json = False,
) -> None:
    """List runs, newest last; those that wait for a person say so."""
    site = open_site()
    key = site.publication(publication).key if publication else None
    with site.engine.begin() as conn:
        found = all_runs(conn, publication=key)
    if as_json:
        say_json([_as_json(run, None) for run in found])
    elif not found:
        say("There are no runs yet.")
    else:
        columns(
            [
                (f"run {run.id}", run.publication, site.words(run.fires_at), run.state, run.reason)
                for run in found
            ]
        )


@app.command(short_help="Show a run: its state, its books, who is in which.")
def show(
    number: Number,
    people: Annotated[bool, typer.Option("--who", help="Name everybody.")] = False,
    as_json: Json = False,
) -> None:
    """Show a run: its state and why, its books, who is in which, and how to answer it if it asks."""
    site = open_site()
    with site.engine.begin() as conn:
        run = steering.known(conn, number)
        kept = books(conn, run.id)
        if as_json:
            say_json(_as_json(run, kept))
            return
        _show(conn, site, run)
        if run.issue_id is not None and run.opened_at is not None:
            say(f"{in_words(kept)}.")
            if run.state in ("sending", "paused"):
                say(f"{progress_words(kept, run.opened_at, now=site.now)}.")
            if uncertain := kept.states.get("uncertain", 0) + kept.states.get("parked", 0):
                say(f"Uncertain whether delivered: {uncertain}.")
            _say_who(conn, run, WORDS if people else WORDS[1:])
            if came_back := account(conn, run.id):
                say("Heard about it since:")
                for one in came_back:
                    say(f"  {one}")
        if run.state == "asking" or run.waits_for == "person":
            say("How to answer:")
            for line in answers(run):
                say(f"  {line}")


@app.command(short_help="Answer a run that asks: send it, fold it or drop it.")
def answer(
    number: Number,
    name: As = "",
    send: Annotated[bool, typer.Option("--send", help="Send it now.")] = False,
    fold: Annotated[bool, typer.Option("--fold", help="Leave what is due to the next slot.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Site and feeds only: in no issue.")] = False,
) -> None:
    """Answer a run that asks: send it, fold it into the next slot, or drop it."""
    if send + fold + drop != 1:
        raise refuse(
            "give one answer", where=f"run {number}", mend="--send, --fold or --drop", code="one_answer"
        )
    site = open_site()
    by = name_of(name)
    verdict: steering.Answer = "send" if send else "fold" if fold else "drop"
    with site.engine.begin() as conn:
        run = steering.known(conn, number)
        publication = site.publication(run.publication)
        steering.answer(conn, publication, run, verdict, by=by, now=site.now)
    if send:
        bootstrap.must_be_ours(site.settings, site.schedule, site.engine)
        jobs.fire(site.engine, site.press, [publication], now=site.now)
    _say_now(site, number)


@app.command()
def pause(number: Number, name: As = "", reason: Reason = "") -> None:
    """Stop sending; what is in flight ends by itself."""
    site = open_site()
    _steered(site, number, steering.pause, name, reason)
    _say_now(site, number)


@app.command()
def resume(number: Number, name: As = "", reason: Reason = "") -> None:
    """Go on with a paused run, or let a held one go."""
    site = open_site()
    _steered(site, number, steering.resume, name, reason)
    _say_now(site, number)


@app.command()
def cancel(number: Number, name: As = "", reason: Reason = "") -> None:
    """End a run for good; what has not gone yet stays unsent."""
    site = open_site()
    stopped = _steered(site, number, steering.cancel, name, reason)
    say(f"{counted(stopped, 'unsent message is', 'unsent messages are')} cancelled.")
    _say_now(site, number)


@app.command("resend-failed")
def resend_failed(number: Number, name: As = "", reason: Reason = "") -> None:
    """Owe what failed once more, with the same Message-ID."""
    site = open_site()
    count = _steered(site, number, partial(_resend_failed, site), name, reason)
    say(f"{counted(count, 'message is', 'messages are')} owed again; `publisher post` sends them.")


def _steered(
    site: Site, number: int, act: Callable[[Connection, Run, Decision], Done], name: str, reason: str
) -> Done:
    """What `act` makes of the run, in a transaction of its own."""
    with site.engine.begin() as conn:
        return act(conn, steering.known(conn, number), site.decision(name, reason))


def _resend_failed(site: Site, conn: Connection, run: Run, decision: Decision) -> int:
    return steering.resend_failed(conn, site.press, site.publication(run.publication), run, decision)


def _show(conn: Connection, site: Site, run: Run) -> None:
    title = (
        site.publication(run.publication).title
        if run.publication in site.schedule.publications
        else run.publication
    )
    issue = read_issue(conn, run.issue_id) if run.issue_id is not None else None
    numbered = f", no. {issue.number}" if issue is not None else ""
    slot = f"slot {run.slot}" if run.is_nominal else "by hand" if run.is_by_hand else "at once"
    say(f"Run {run.id}: {title}{numbered}, {slot}: {run.state}{' (late)' if run.late else ''}")
    # What the reason says of a run that was sent, its books say below.
    if run.reason and not run.state.startswith("sent"):
        say(f"Why: {run.reason}")
    fires = "Fires" if run.fires_at > site.now else "Fired" if run.opened_at else "Was to fire"
    say(f"{fires}: {site.words(run.fires_at)}{f' ({run.moved_why})' if run.moved_why else ''}")
    for when, by, what, reason in events(conn, run.id):
        say(f"  {site.words(when)}  {by}: {what}{f' ({reason})' if reason else ''}")


def _say_who(conn: Connection, run: Run, words: tuple[str, ...]) -> None:
    for word in words:
        for one in who(conn, run.id, word):
            said = " ".join(filter(None, (one.code, one.text)))
            say(f"  {word}: {one.address or '(erased)'} ({one.state}{f', {said}' if said else ''})")


def _say_now(site: Site, number: int) -> None:
    with site.engine.begin() as conn:
        run = read(conn, number)
        if run is not None:
            say(f"Run {run.id} is {run.state}{f': {run.reason}' if run.reason else ''}.")


def _as_json(run: Run, kept: Books | None) -> dict[str, object]:
    shown: dict[str, object] = {
        "run": run.id,
        "publication": run.publication,
        "slot": run.slot,
        "fires_at": run.fires_at.isoformat(),
        "moved_why": run.moved_why,
        "state": run.state,
        "waits_for": run.waits_for,
        "reason": run.reason,
        "late": run.late,
        "head_count": run.head_count,
    }
    if kept is not None:
        shown["books"] = {
            "due": kept.due,
            "sent": kept.sent,
            "waiting": kept.waiting,
            "failed": kept.failed,
            "skipped": kept.skipped,
            "states": kept.states,
        }
    return shown
