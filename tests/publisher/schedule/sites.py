"""A small schedule to bend: the least a site must say, as text, with one part changed by each test."""

from pathlib import Path

from publisher.errors import Refused
from publisher.schedule import Schedule, read_schedule
from subscribers.faults import Fault

ORGANISATION = """\
organisation:
  name: Westmere Safeguarding Partnership
  sender: bulletin@westmere.example.org
  base_url: https://westmere.example.org
  safety_notice: In danger? Ring 999.
  postal_address: The Old Exchange, Westmere
"""
PEOPLE = """\
audiences:
  education: {title: Education}
  health: {title: Health}
topics: {neglect: Neglect}
"""
WEEKLY = """\
publications:
  weekly:
    form: digest
    when: {weekly: thursday, at: "08:30"}
"""
SITE = ORGANISATION + PEOPLE + WEEKLY


def read(folder: Path, source: str | bytes) -> Schedule:
    """The schedule that `source` says, read from a file in `folder`."""
    path = folder / "schedule.yaml"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return read_schedule(path)


def faults(folder: Path, source: str | bytes) -> list[Fault]:
    """What is wrong with `source`; nothing when it can be read."""
    try:
        read(folder, source)
    except Refused as refused:
        return list(refused.faults)
    return []


def changed(old: str, new: str) -> str:
    """The small site with one part of its text replaced."""
    assert SITE.count(old) == 1, f"{old!r} must stand once in the small site"
    return SITE.replace(old, new)
