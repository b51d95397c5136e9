"""A small invented site for tests of pages and feeds: schedule, entries, links."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from publisher.entries import stamps, versions
from publisher.entries.entry import Content, EntryDate
from publisher.links import Links
from publisher.schedule import Schedule, read_schedule

BASE = "https://board.example.org"

SCHEDULE = """
organisation:
  name: Larkmoor Children's Board
  sender: news@board.example.org
  reply_to: office@board.example.org
  editors: [office@board.example.org]
  base_url: https://board.example.org
  time_zone: Europe/London
  colour: "#1d4f5c"
  safety_notice: If you are worried about a child, ring 01632 960 100.
  postal_address: Larkmoor Children's Board, Station Road, Larkmoor LM1 1AA
audiences:
  education: {title: Education, describes: Schools and colleges, colour: "#1f4e9e"}
  health: {title: Health, describes: Surgeries and hospitals, colour: "#0b6b4f"}
topics: {neglect: Neglect, online: Online safety}
publications:
  messages:
    title: Key messages
    describes: What the board asks of everyone
    form: edited
    takes: {kinds: [key-message]}
    when: {quarterly: {months: [3, 6, 9, 12], on: first working day}, at: "09:30"}
    approvals: 1
    late: ask
  weekly:
    title: The week
    form: digest
    when: {weekly: thursday, at: "08:30"}
    late: fold
"""


def schedule(folder: Path, text: str = SCHEDULE) -> Schedule:
    """The site's schedule, read from a file in `folder`."""
    path = folder / "schedule.yaml"
    path.write_text(text, encoding="utf-8")
    return read_schedule(path)


def links(base: str = BASE) -> Links:
    return Links(base, "board.example.org,2026", (b"k" * 40,))


def content(slug: str, **given: Any) -> Content:
    """An entry's content; what is not given is plain and short."""
    plain: dict[str, Any] = {
        "title": slug.replace("-", " ").capitalize(),
        "kind": "update",
        "date": EntryDate(2026, 8, 20),
        "body": f"All that there is to say of *{slug}*.",
        "summary": f"A line on {slug}.",
    }
    return Content(slug=slug, **(plain | given))


def publish(engine: Engine, given: Content, at: datetime, *, archived: bool = False) -> None:
    """Save and release an entry at a moment."""
    with engine.begin() as conn:
        versions.save(conn, given, "", now=at - timedelta(minutes=5))
        stamps.release(conn, given.slug, at, archived)
