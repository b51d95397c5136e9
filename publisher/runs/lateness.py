"""Late is decided, not accidental: what becomes of a run that fires later than it should."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from publisher.schedule import Publication

Act = Literal["open", "ask", "fold", "drop"]

FARTHEST_BACK = timedelta(days=7)
"""How far back the service acts without a person."""


@dataclass(frozen=True)
class Verdict:
    """What to do with a run, what it waits for when it asks (late, old), and why, in words."""

    act: Act
    waits_for: str = ""
    reason: str = ""


def is_late(publication: Publication, fires_at: datetime, *, now: datetime) -> bool:
    """Whether a run that should have fired at `fires_at` is late by the publication's own measure."""
    return now - fires_at > publication.late_after


def decide(publication: Publication, newest: datetime, oldest: datetime, *, now: datetime) -> Verdict:
    """The verdict on the newest of a publication's unfired runs, `oldest` being the first it stands for.

    The late policy rules what is late; what lies more than seven days back always asks, unless it is dropped.
    """
    late = is_late(publication, newest, now=now)
    if publication.late == "drop" and late:
        return Verdict("drop", reason="it was late, and the policy is to drop what is late")
    if now - oldest > FARTHEST_BACK and publication.late != "drop":
        return Verdict("ask", "old", f"it goes back more than {FARTHEST_BACK.days} days")
    if not late:
        return Verdict("open")
    if publication.late == "send":
        return Verdict("open", reason="late, and sent as the policy says")
    if publication.late == "fold" and publication.form != "alert":
        return Verdict("fold", reason="it was late; the next slot takes what is due")
    return Verdict("ask", "late", "it is late")
