"""An entry as the command line shows it: its state in a word, as lines, as JSON."""

from datetime import datetime
from typing import Any

from publisher.entries.dates import write_moment
from publisher.entries.entry import Version
from publisher.entries.files import flags
from publisher.entries.kinds import KINDS
from publisher.entries.record import to_record
from publisher.entries.vocabulary import Vocabulary
from publisher.entries.words import facts, stamp_words


def state_of(version: Version, embargo: datetime | None, now: datetime) -> str:
    """draft, embargoed, released, archived, withdrawn or expired."""
    if version.withdrawn_at is not None:
        return "withdrawn"
    if version.released_at is None:
        return "draft" if embargo is None else "embargoed"
    if version.expires_at is not None and version.expires_at <= now:
        return "expired"
    return "archived" if version.archived else "released"


def as_json(version: Version, state: str, past: list[Version] | None = None) -> dict[str, Any]:
    """An entry for scripts: its fields and stamps, times in UTC; with `past` its versions too."""
    document: dict[str, Any] = {"slug": version.content.slug, "state": state, "version": version.number}
    document |= {"correction": version.correction, "withdrawn_reason": version.withdrawn_reason}
    for stamp in ("saved_at", "released_at", "published_at", "updated_at", "expires_at", "withdrawn_at"):
        moment: datetime | None = getattr(version, stamp)
        document[stamp] = write_moment(moment) if moment else None
    document |= {name.rstrip("_"): value for name, value in to_record(version.content).items()}
    if past is not None:
        document["versions"] = [
            {
                "version": each.number,
                "correction": each.correction,
                "note": each.note,
                "saved_at": write_moment(each.saved_at),
            }
            for each in past
        ]
    return document


def lines_of(
    version: Version, state: str, past: list[Version], vocabulary: Vocabulary, now: datetime
) -> list[str]:
    """An entry for a person at a terminal, times on the clocks of the site."""
    content, zone = version.content, vocabulary.zone
    lines = [
        content.title,
        f"{KINDS[content.kind].title if content.kind in KINDS else content.kind}, {state}",
    ]
    lines += facts(content, now.astimezone(zone).date(), zone)
    for label, words in (("For", content.for_), ("Except", content.except_), ("Topics", content.topics)):
        if words:
            lines.append(f"{label}: {', '.join(words)}")
    for label, moment in (
        ("Released", version.released_at),
        ("Updated", version.updated_at),
        ("Expires", version.expires_at),
        ("Withdrawn", version.withdrawn_at),
    ):
        if moment is not None:
            lines.append(f"{label}: {stamp_words(moment, vocabulary.zone)}")
    if version.withdrawn_reason:
        lines.append(f"Why: {version.withdrawn_reason}")
    lines += [f"To look at: {flag}" for flag in flags(content, vocabulary)]
    lines += ["", version.text, ""]
    for each in past:
        what = (
            f"correction {each.correction}: {each.note}"
            if each.note
            else "minor"
            if each.number > 1
            else "first"
        )
        lines.append(f"Version {each.number}, {stamp_words(each.saved_at, vocabulary.zone)}, {what}")
    return lines
