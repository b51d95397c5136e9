"""publisher check: is everything in order that a person wrote? Nothing is changed, nothing is sent."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import typer
from pydantic_core import PydanticCustomError

from publisher import bootstrap
from publisher.cli.database_check import look_at_database
from publisher.cli.options import command
from publisher.cli.saying import say, say_json
from publisher.cli.settings_view import in_force
from publisher.cli.setup_view import in_words, look_at_setup
from publisher.delivery.setup.remark import Remark
from publisher.entries.words import counted, stamp_words
from publisher.errors import Refused
from publisher.issues.render.trial import try_templates
from publisher.links import Links
from publisher.schedule import Organisation, Publication, Schedule, firings
from publisher.schedule.addresses import base_address
from publisher.settings import Settings, read_settings
from publisher.templating import check_templates, open_templates
from publisher.web.trial import try_pages
from subscribers.faults import Fault

# The longest wait between two slots of a rule is a leap year's.
AHEAD = timedelta(days=366)
TRIAL_SECONDS = 3.0

app = command()


@app.command()
def check(
    settings: bool = typer.Option(False, "--settings", help="Print the settings in force, secrets masked."),
    smtp: bool = typer.Option(
        False, "--smtp", help="Connect to each relay, and ask the DNS about the sender. No mail is sent."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print findings as JSON."),
) -> None:
    """Check settings, database, schedule and templates; say what is wrong, where, and how to mend it."""
    now = datetime.now(UTC)
    given = read_settings()
    shown = in_force(given) if settings else {}
    schedule, faults = _schedule(given)
    faults += look_at_database(given)
    if schedule is not None:
        faults += _address(given) or _delivery(given, schedule)
    faults += _templates(given, schedule, now)
    remarks = look_at_setup(given, schedule) if smtp and schedule and not faults else []
    failed = bool(faults) or any(remark.verdict == "wrong" for remark in remarks)
    if as_json:
        _print_json(schedule, shown, faults, remarks if smtp else None, now)
        raise typer.Exit(1 if failed else 0)
    for name, value in shown.items():
        say(f"{name}={value}")
    if faults:
        raise Refused(*faults)
    if schedule is not None:
        _print_words(schedule, now)
    for line in in_words(remarks):
        say(line)
    if failed:
        raise typer.Exit(1)


def _schedule(settings: Settings) -> tuple[Schedule | None, list[Fault]]:
    try:
        return bootstrap.open_schedule(settings), []
    except Refused as refused:
        return None, list(refused.faults)


def _address(settings: Settings) -> list[Fault]:
    if not settings.base_url:
        return []
    try:
        base_address(settings.base_url)
    except PydanticCustomError as error:
        context = error.context or {}
        return [Fault(context["what"], "PUBLISHER_BASE_URL", context["mend"])]
    return []


def _delivery(settings: Settings, schedule: Schedule) -> list[Fault]:
    faults: list[Fault] = []
    # Without a key of one's own, asking for the keys would make one; a check makes nothing.
    if settings.secret_key.get_secret_value():
        try:
            bootstrap.secret_keys(settings)
        except Refused as refused:
            faults += refused.faults
    try:
        bootstrap.open_signers(settings)
    except Refused as refused:
        faults += refused.faults
    if settings.smtp_url.get_secret_value():
        try:
            bootstrap.open_transport(settings, schedule).close()
        except Refused as refused:
            faults += refused.faults
    return faults


def _templates(settings: Settings, schedule: Schedule | None, now: datetime) -> list[Fault]:
    templates = open_templates(settings.site, seconds=TRIAL_SECONDS)
    faults = check_templates(templates)
    if faults or schedule is None:
        return faults
    # A trial is seen by nobody, so its links need no key of this installation.
    links = Links(bootstrap.base_url(settings, schedule), "trial", (b"trial" * 7,))
    return [*try_templates(templates, schedule, links, now), *try_pages(templates, schedule, links, now)]


def _print_words(schedule: Schedule, now: datetime) -> None:
    say(
        f"All is in order: {counted(len(schedule.audiences), 'audience')}, "
        f"{counted(len(schedule.topics), 'topic')}, {counted(len(schedule.publications), 'publication')}."
    )
    for publication in schedule.publications.values():
        say(f"  {publication.title} ({publication.form}) goes {publication.when.words}.")
        if coming := _next(publication, schedule.organisation, now):
            say(f"    Next: {coming}.")


def _next(publication: Publication, organisation: Organisation, now: datetime) -> str:
    slot = next(iter(firings(publication, organisation, now, now + AHEAD)), None)
    if slot is None:
        return ""
    words = stamp_words(slot.fires_at, organisation.zone)
    return f"{words}, because {slot.moved_why}" if slot.moved_why else words


def _print_json(
    schedule: Schedule | None,
    shown: dict[str, str],
    faults: list[Fault],
    remarks: list[Remark] | None,
    now: datetime,
) -> None:
    publications = schedule.publications.values() if schedule else ()
    found = {
        "faults": [asdict(fault) for fault in faults],
        "publications": [
            {
                "key": publication.key,
                "title": publication.title,
                "form": publication.form,
                "when": publication.when.words,
                "next": _next(publication, schedule.organisation, now) if schedule else "",
            }
            for publication in publications
        ],
        **({"settings": shown} if shown else {}),
        **({"smtp": [asdict(remark) for remark in remarks]} if remarks is not None else {}),
    }
    say_json(found)
