"""People and imports of people as the command line shows them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from publisher.entries.dates import write_moment
from publisher.entries.words import counted, day_words, stamp_words
from subscribers.faults import Fault
from subscribers.people import Person, Subscription
from subscribers.report import Report

SHOWN = 50


def report_lines(report: Report, *, dry_run: bool) -> list[str]:
    """What an import did: the sums, then each row that wants looking at."""
    lines = ["Dry run: nothing was changed."] if dry_run else []
    lines += [
        f"{counted(report.rows, 'row')} read: {_new(report)}, {counted(report.unchanged, 'subscription')}"
        f" {'was' if report.unchanged == 1 else 'were'} there already.",
    ]
    for count, faults, title in (
        (report.bad, report.bad_rows, "did not go in"),
        (
            report.left,
            report.left_rows,
            "not subscribed, because the person is not to be written to",
        ),
        (report.kept, report.kept_rows, "there already in another form, which stays"),
    ):
        if count:
            lines += ["", f"{count:,} {title}:", *(f"  {fault}" for fault in faults[:SHOWN])]
            if len(faults) > SHOWN or count > len(faults):
                lines.append("  … and more; --json lists up to 10,000.")
    return lines


def _new(report: Report) -> str:
    people = counted(report.people, "person", "people")
    return f"{people} and {counted(report.added, 'subscription')} are new"


def report_json(report: Report, *, dry_run: bool) -> dict[str, Any]:
    """An import's report for scripts."""
    return {
        "dry_run": dry_run,
        **{
            name: getattr(report, name)
            for name in ("rows", "people", "added", "unchanged", "bad", "left", "kept")
        },
        "bad_rows": [_fault(fault) for fault in report.bad_rows],
        "left_rows": [_fault(fault) for fault in report.left_rows],
        "kept_rows": [_fault(fault) for fault in report.kept_rows],
    }


def _fault(fault: Fault) -> dict[str, str]:
    return asdict(fault) | {"sentence": str(fault)}


def person_json(person: Person) -> dict[str, Any]:
    """A person for scripts, times in UTC."""
    return {key: _times(value) for key, value in asdict(person).items()}


def _times(value: Any) -> Any:
    if isinstance(value, datetime):
        return write_moment(value)
    if isinstance(value, dict):
        return {key: _times(item) for key, item in value.items()}
    return [_times(item) for item in value] if isinstance(value, list | tuple) else value


def lines_of(person: Person, zone: ZoneInfo) -> list[str]:
    """A person for somebody at a terminal, times on the clocks of `zone`."""
    lines = [" ".join(filter(None, (person.name, f"<{person.address}>")))]
    lines += (
        [", ".join(filter(None, (person.role, person.organisation)))]
        if person.role or person.organisation
        else []
    )
    for each in person.subscriptions:
        lines += ["", *_subscription(each, zone)]
    for held in person.suppressions:
        scope = f"'{held.scope}'" if held.scope else "anything"
        lines += ["", f"Not written to about {scope} since {stamp_words(held.since, zone)} ({held.reason})."]
    return lines


def _subscription(each: Subscription, zone: ZoneInfo) -> list[str]:
    begun = each.active_at or each.created_at
    state = f"{each.state} since {stamp_words(begun, zone)}"
    if each.ended_at is not None:
        state = f"ended {stamp_words(each.ended_at, zone)} ({each.ended_reason})"
    lines = [f"{each.publication}: {state}", f"  for {', '.join(each.audiences) or 'no audience'}"]
    lines.append(f"  topics {', '.join(each.topics) or 'all'}; {each.format}, {each.language}")
    for proof in each.consents:
        when = _day_or_moment(proof.consented_at, zone)
        lines.append(f"  {proof.basis}: {when}, {proof.source}, {proof.confirmed_how}")
        lines.append(f"    “{proof.wording}”")
    return lines


def _day_or_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Midnight is how a day alone was kept."""
    local = moment.astimezone(zone)
    return (
        f"{day_words(local.date())} {local.year}"
        if not (local.hour or local.minute)
        else stamp_words(moment, zone)
    )
