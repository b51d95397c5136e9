"""What editors are told about reports: our own faults, riddles, a mailbox that cannot be read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from publisher.delivery.feedback.meanings import meaning
from publisher.delivery.feedback.untold import Refusals, Untold
from publisher.entries.words import day_words, time_words
from publisher.runs.letters import Letter

CAME_BACK = "came-back"


def came_back(found: Untold, zone: ZoneInfo, *, now: datetime) -> Letter:
    """Mails were refused for reasons that are ours, or reports came that nobody understands."""
    since = f"{day_words(found.since.astimezone(zone).date())}, {time_words(found.since, zone)}"
    count = sum(one.count for one in found.refusals)
    paragraphs = []
    if count:
        paragraphs.append(
            f"Since {since}, {'one mail was' if count == 1 else f'{count:,} mails were'} refused "
            "for reasons that are ours to mend. No reader was removed for it, and none need do anything."
        )
        paragraphs += [_refusals(one) for one in found.refusals]
    if found.riddles:
        paragraphs.append(
            f"{'One report' if found.riddles == 1 else f'{found.riddles:,} reports'} about our mails could "
            "not be understood. They changed nothing, and wait where reports come in for a person to read."
        )
    return Letter(
        CAME_BACK,
        f"{CAME_BACK} {now.astimezone(zone).date().isoformat()}",
        "Mails were refused because of our set-up" if count else "Reports came back that nobody understood",
        tuple(paragraphs),
        ("publisher check --smtp", "publisher runs list") if count else (),
    )


def _refusals(one: Refusals) -> str:
    what = meaning(one.code) or meaning(one.said) or "the receiving server gave no code that we know"
    times = "once" if one.count == 1 else f"{one.count:,} times"
    said = f" A server said: “{one.said}”" if one.said else ""
    return f"{one.code or 'Without a code'}, {times}: {what}.{said}"


def mailbox_unread(reason: str, day: date) -> Letter:
    """The mailbox of reports cannot be read; told once a day while that lasts."""
    return Letter(
        "reports-unread",
        f"reports-unread {day.isoformat()}",
        "The mailbox of reports cannot be read",
        (
            "Reports of mails that could not be delivered cannot be fetched, so addresses that no longer "
            "exist are still written to, and complaints are not seen.",
            f"What went wrong: {reason}.",
            "It is tried again every minute; reports that wait there are not lost.",
        ),
        ("publisher check --settings",),
    )
