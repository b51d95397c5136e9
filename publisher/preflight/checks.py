"""Every check in turn, over one issue as it would go."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from publisher.errors import Refused
from publisher.issues.compose import compose, distinct_choices
from publisher.issues.finding import Finding
from publisher.issues.issue import Issue
from publisher.issues.press import Press
from publisher.issues.render import render
from publisher.preflight.case import Case, Check
from publisher.preflight.dates import past, undated
from publisher.preflight.emptiness import empty
from publisher.preflight.expiry import expired
from publisher.preflight.links import well_formed
from publisher.preflight.newness import unreleased
from publisher.preflight.reach import no_readers, unknown_excepts, unreachable
from publisher.preflight.safety import notice
from publisher.preflight.size import oversize
from publisher.preflight.withdrawal import withdrawn
from publisher.schedule import Publication, firings

CHECKS: tuple[Check, ...] = (
    empty,
    notice,
    withdrawn,
    expired,
    unreleased,
    undated,
    past,
    unreachable,
    no_readers,
    unknown_excepts,
    well_formed,
    oversize,
)

HORIZON = timedelta(days=400)


def check(
    conn: Connection, press: Press, publication: Publication, issue: Issue, *, now: datetime
) -> list[Finding]:
    """What was found in the issue as it stands, what stops it first."""
    choices = distinct_choices(conn, publication.key)
    case = Case(
        schedule=press.schedule,
        publication=publication,
        issue=issue,
        compositions=tuple(compose(issue.entries, choices)),
        choices_held=len(choices),
        fires_at=_fires_at(publication, press, now),
        now=now,
    )
    try:
        rendered = render(
            press.templates,
            press.schedule,
            publication,
            issue,
            case.compositions,
            press.links,
            now=case.fires_at or now,
            choices=choices,
        )
    except Refused as refused:
        found = [Finding(fault, stops=True) for fault in refused.faults]
    else:
        case, found = replace(case, rendered=tuple(rendered)), []
    found += [finding for one in CHECKS for finding in one(case)]
    return sorted(found, key=lambda finding: not finding.stops)


def _fires_at(publication: Publication, press: Press, now: datetime) -> datetime | None:
    upcoming = firings(publication, press.schedule.organisation, now, now + HORIZON)
    return upcoming[0].fires_at if upcoming else None
