"""A trial of every mail template with an entry made up for it: what compiling alone does not find."""

from datetime import date, datetime

from publisher.entries.entry import Content, Enclosure, EntryDate, Version
from publisher.errors import Refused
from publisher.issues.compose import Composition
from publisher.issues.issue import Issue
from publisher.issues.render.editions import render
from publisher.issues.render.languages import LANGUAGES
from publisher.issues.render.service import service_mail
from publisher.links import Links
from publisher.schedule import Schedule
from publisher.templating import Templates
from subscribers.faults import Fault


def try_templates(templates: Templates, schedule: Schedule, links: Links, now: datetime) -> list[Fault]:
    """What is wrong with the mail templates, each fault once: unknown names, a lost notice, an unclosed part.

    Each form that the schedule has is rendered in every language, and a service mail; nothing is kept.
    """
    faults: list[Fault] = []
    forms = {publication.form: publication for publication in schedule.publications.values()}
    versions = trial_versions(schedule, now)
    compositions = [
        Composition("trial", versions, tag, form, ()) for tag in LANGUAGES for form in ("html", "text")
    ]
    for publication in forms.values():
        issue = trial_issue(publication.key, versions, now)
        try:
            render(templates, schedule, publication, issue, compositions, links, now)
        except Refused as refused:
            faults += refused.faults
    try:
        service_mail(
            templates, schedule.organisation, "Trial", ("Words.",), commands=("true",), link=links.page()
        )
    except Refused as refused:
        faults += refused.faults
    return list(dict.fromkeys(faults))


def trial_versions(schedule: Schedule, now: datetime) -> tuple[Version, ...]:
    """Six entries made up for a trial, with everything that an entry may have."""
    return tuple(_version(number, schedule, now) for number in range(1, 7))


def _version(number: int, schedule: Schedule, now: datetime) -> Version:
    content = Content(
        slug=f"trial-{number}",
        title=f"Trial {number}",
        kind="training" if number % 2 else "update",
        date=EntryDate(now.year, now.month, now.day),
        body="Words.",
        for_=tuple(schedule.audiences),
        except_=("nobody",),
        starts=date(now.year, now.month, now.day),
        place="A place",
        price="Free",
        enclosure=Enclosure(f"https://example.org/{number}.pdf", "application/pdf", 1000),
    )
    return Version(
        id=number,
        entry_id=number,
        number=1,
        correction=1,
        note="A trial.",
        content=content,
        html="<p>Words.</p>",
        text="Words.",
        saved_at=now,
        released_at=now,
        published_at=now,
        updated_at=now,
        expires_at=None,
        withdrawn_at=None,
        withdrawn_reason="",
        archived=False,
    )


def trial_issue(publication: str, versions: tuple[Version, ...], now: datetime) -> Issue:
    """An issue made up of them."""
    return Issue(
        id=0,
        publication=publication,
        number=1,
        entries=versions,
        introduction="Words before everything.",
        window_to=now,
    )
