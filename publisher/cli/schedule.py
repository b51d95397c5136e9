"""publisher schedule: list the coming slots; hold, skip or move one, with a reason."""

from datetime import timedelta
from typing import Annotated

import typer

from publisher.cli.options import As, Json, Key, Reason, commands
from publisher.cli.saying import columns, say, say_json
from publisher.cli.site import Site, open_site
from publisher.runs import slots, steering
from publisher.runs.planning import plan

app = commands("List the coming slots; hold, skip or move one.")

SlotName = Annotated[str, typer.Argument(metavar="SLOT", help="As listed: 2026-09-03T08:30.")]


@app.command("list")
def list_(
    publication: Annotated[str, typer.Argument(metavar="PUBLICATION")] = "",
    days: Annotated[int, typer.Option(metavar="N", min=1, max=3660, help="How far ahead to look.")] = 100,
    as_json: Json = False,
) -> None:
    """List the coming slots, what waits, what moved each and why."""
    site = open_site()
    wanted = [site.publication(publication)] if publication else list(site.schedule.publications.values())
    until = site.now + timedelta(days=days)
    with site.engine.begin() as conn:
        found = [
            one
            for each in wanted
            for one in slots.listed(conn, each, site.schedule.organisation, now=site.now, until=until)
        ]
    found.sort(key=lambda one: (one.fires_at, one.publication))
    if as_json:
        say_json(
            [
                {
                    "publication": one.publication,
                    "slot": one.slot,
                    "fires_at": one.fires_at.isoformat(),
                    "moved_why": one.moved_why,
                    "state": one.state,
                    "reason": one.reason,
                    "run": one.run_id,
                }
                for one in found
            ]
        )
        return
    for each in wanted:
        say(f"{each.title} ({each.key}) goes {each.when.words}.")
    say()
    if not found:
        say(f"No slot in the next {days} days.")
        return
    columns(
        [
            (
                site.words(one.fires_at),
                one.publication,
                one.slot,
                one.state,
                "; ".join(filter(None, (one.moved_why, one.reason))),
            )
            for one in found
        ]
    )


@app.command(short_help="Hold a slot until somebody resumes it.")
def hold(publication: Key, slot: SlotName, reason: Reason = "", name: As = "") -> None:
    """Hold a slot until somebody resumes it; later slots go on and take what is due."""
    site = open_site()
    with site.engine.begin() as conn:
        run = slots.hold(conn, _named(site, publication, slot), site.decision(name, reason))
    say(
        f"The slot {run.slot} of {publication} is held. "
        f"Let it go: publisher schedule resume {publication} {run.slot}"
    )


@app.command(short_help="Let a held slot go.")
def resume(publication: Key, slot: SlotName, name: As = "") -> None:
    """Let a held slot go: at its moment, or at once when that has passed."""
    site = open_site()
    with site.engine.begin() as conn:
        named = _named(site, publication, slot)
        plan(conn, named.publication, named.organisation, now=site.now)
        steering.resume(conn, slots.row(conn, named, now=site.now), site.decision(name))
    say(f"The slot {slot} of {publication} may go.")


@app.command()
def skip(publication: Key, slot: SlotName, reason: Reason = "", name: As = "") -> None:
    """Leave a slot out; what is due stays due for the next one."""
    site = open_site()
    with site.engine.begin() as conn:
        run = slots.skip(conn, _named(site, publication, slot), site.decision(name, reason))
    say(f"The slot {run.slot} of {publication} is skipped; what is due waits for the next one.")


@app.command()
def move(
    publication: Key,
    slot: SlotName,
    to: Annotated[str, typer.Option("--to", metavar="TIME", help="Local time, as 2026-09-04T08:30.")],
    reason: Reason = "",
    name: As = "",
) -> None:
    """Let a slot fire at another moment that is still to come."""
    site = open_site()
    with site.engine.begin() as conn:
        moment = site.moment(to, "--to")
        run = slots.move(conn, _named(site, publication, slot), moment, site.decision(name, reason))
    say(f"The slot {run.slot} of {publication} fires on {site.words(run.fires_at)}.")


def _named(site: Site, publication: str, slot: str) -> slots.Named:
    return slots.Named(site.publication(publication), site.schedule.organisation, slot)
