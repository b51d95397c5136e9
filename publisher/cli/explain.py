"""publisher explain: say what one person gets at a moment, and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from publisher.cli.options import command
from publisher.cli.saying import say
from publisher.cli.site import Site, open_site
from publisher.entries.entry import Version
from publisher.entries.reading import all_entries
from publisher.errors import Refused
from publisher.issues.compose import reaches
from publisher.issues.due import due, is_for, takes
from publisher.issues.reasons import why_not_due
from publisher.runs.slots import listed
from subscribers.addresses import checked
from subscribers.choices import Choice
from subscribers.faults import Fault
from subscribers.people import Subscription, show

AHEAD = timedelta(days=400)

app = command()


@app.command()
def explain(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's e-mail address.")],
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="Local time; default now.")] = "",
) -> None:
    """Say which publications a person gets, what is due for them at a moment, and why the rest is not."""
    site = open_site()
    moment = site.moment(at, "--at") if at else site.now
    with site.engine.begin() as conn:
        person = show(conn, address)
        if person is None:
            if isinstance(spelt := checked(address), Fault):
                raise Refused(spelt)
            say(f"{address} is not known here: no subscription, nothing ever sent, nothing suppressed.")
            return
        say(f"{person.address or address} at {site.words(moment)}")
        for suppressed in person.suppressions:
            scope = suppressed.scope or "anything"
            say(
                f"Is not written to about {scope}: {suppressed.reason}, since {site.words(suppressed.since)}."
            )
        if not person.subscriptions:
            say("Has no subscriptions.")
        everything = all_entries(conn)
        for one in person.subscriptions:
            _explain(conn, site, one, everything, moment)


def _explain(
    conn: Connection, site: Site, one: Subscription, everything: Sequence[Version], moment: datetime
) -> None:
    publication = site.schedule.publications.get(one.publication)
    title = publication.title if publication is not None else one.publication
    if one.state != "active" or publication is None:
        why = f" ({one.ended_reason})" if one.ended_reason else ""
        state = f"{one.state}{why}" if publication is not None else "no longer in the schedule"
        say(f"\n{title}: {state}; gets nothing.")
        return
    say(f"\n{title} ({publication.key}), {publication.when.words}: {_chosen(site, one)}")
    upcoming = [
        slot
        for slot in listed(conn, publication, site.schedule.organisation, now=moment, until=moment + AHEAD)
        if slot.state == "planned"
    ]
    if upcoming:
        say(f"  Next: {site.words(upcoming[0].fires_at)}")
    choice = Choice(0, frozenset(one.audiences), frozenset(one.topics), one.language, one.format)
    found = due(conn, publication, at=moment)
    for version in found:
        reached = reaches(version.content, choice)
        verdict = "due" if reached else f"due, but not for this person: {_why_not_reached(version, one)}"
        say(
            f"  + {version.content.title}: {verdict}"
            if reached
            else f"  - {version.content.title}: {verdict}"
        )
    if not found:
        say("  Nothing is due.")
    reasons = why_not_due(conn, publication, everything, at=moment)
    for version in everything:
        why = reasons.get(version.entry_id, "")
        if why and takes(publication, version.content):
            say(f"  - {version.content.title}: {why}")


def _chosen(site: Site, one: Subscription) -> str:
    audiences = [
        site.schedule.audiences[key].title for key in one.audiences if key in site.schedule.audiences
    ]
    topics = [site.schedule.topics[key] for key in one.topics if key in site.schedule.topics]
    parts = [", ".join(audiences) or "no audience", f"topics {', '.join(topics)}" if topics else "all topics"]
    return "; ".join([*parts, one.language, one.format])


def _why_not_reached(version: Version, one: Subscription) -> str:
    content = version.content
    if any(is_for(content, audience) for audience in one.audiences):
        return f"its topics are {', '.join(content.topics)}"
    if not set(content.for_) & set(one.audiences) and content.for_:
        return f"it is for {', '.join(content.for_)}"
    return f"it is except {', '.join(content.except_)}" if content.except_ else "no audience is chosen"
