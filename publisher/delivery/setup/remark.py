"""A remark: one thing that the set-up check saw, and whether it is as it should be."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Remark:
    """about: SPF, a relay's address, …; verdict: good, note (worth knowing), or wrong (mail will suffer).

    what: a sentence; mend: what to do about it, or empty.
    """

    about: str
    verdict: Literal["good", "note", "wrong"]
    what: str
    mend: str = ""


def good(about: str, what: str) -> Remark:
    return Remark(about, "good", what)


def note(about: str, what: str, mend: str = "") -> Remark:
    return Remark(about, "note", what, mend)


def wrong(about: str, what: str, mend: str) -> Remark:
    return Remark(about, "wrong", what, mend)
