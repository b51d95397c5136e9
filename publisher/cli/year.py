"""The sample's year as a list of moments: who does what, when. Nothing here acts; `demo` plays it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from publisher.entries.entry import Content
from publisher.entries.files import parse
from publisher.entries.front_matter import read, split
from publisher.errors import refuse
from publisher.schedule import Schedule, slots
from publisher.schedule.slots import instant

RELEASE_AT = time(9)
WRITTEN_BEFORE = timedelta(days=1)
DRAFTED_BEFORE = timedelta(days=4)
SUBMITTED_BEFORE = timedelta(days=3)
APPROVED_BEFORE = timedelta(days=2)
ALERT_APPROVED_AFTER = timedelta(minutes=5)
SECOND_NAME = "Vice-chair of the Executive"
NIGHT = timedelta(hours=9)


@dataclass(frozen=True)
class Introduction:
    """What the sample's editors write for one quarterly issue, and who they are."""

    publication: str
    slot: datetime
    subject: str
    text: str
    by: str
    approved_by: str


@dataclass(frozen=True)
class Act:
    """One thing a person does; what it is done to depends on `verb`."""

    verb: Literal["join", "write", "release", "draft", "submit", "approve", "approve-alert", "nothing"]
    entry: Content | None = None
    source: bytes = b""
    issue: Introduction | None = None
    by: str = ""


@dataclass(frozen=True)
class Year:
    """Every act with its moment (UTC), in order, from the first to the last."""

    acts: tuple[tuple[datetime, Act], ...]

    @property
    def begins(self) -> datetime:
        return self.acts[0][0]

    @property
    def ends(self) -> datetime:
        return self.acts[-1][0]


def plan(site: Path, schedule: Schedule) -> Year:
    """The year of the sample in `site`: its entries/, its issues/, its people, and the schedule's own slots.

    Raises Refused when a file of the sample is wrong.
    """
    acts: list[tuple[datetime, Act]] = []
    for path in sorted((site / "entries").glob("*.md")):
        acts += _of_entry(path, schedule)
    for path in sorted((site / "issues").glob("*.md")):
        acts += _of_issue(_introduction(path, schedule))
    if not acts:
        raise refuse(
            f"there is no sample in {site}", where="demo", mend="run it where entries/ and issues/ are"
        )
    begins = min(at for at, _ in acts) - NIGHT
    last = max(at for at, _ in acts)
    ends = max([last, *(found.slot for _, act in acts if (found := act.issue))]) + timedelta(minutes=30)
    acts.append((begins, Act("join")))
    acts += [(at, Act("nothing")) for at in _ticks(schedule, begins, ends)]
    acts.append((ends, Act("nothing")))
    return Year(tuple(sorted(acts, key=lambda moment: moment[0])))


def _of_entry(path: Path, schedule: Schedule) -> Iterator[tuple[datetime, Act]]:
    source = path.read_bytes()
    content = parse(source, str(path), schedule.vocabulary)
    if content.date is None:
        raise refuse("a sample entry needs a date", where=str(path), mend="write date: 2026-09 or 2026-09-14")
    morning = datetime.combine(content.date.first_day, RELEASE_AT)
    released = content.release or instant(morning, schedule.organisation.zone)
    yield released - WRITTEN_BEFORE, Act("write", content, source)
    yield released, Act("release", content)
    if content.kind == "alert":
        for name, delay in (("Duty manager", 1), (SECOND_NAME, 2)):
            yield released + ALERT_APPROVED_AFTER * delay, Act("approve-alert", content, by=name)
        yield released + timedelta(minutes=25), Act("nothing")


def _of_issue(given: Introduction) -> Iterator[tuple[datetime, Act]]:
    yield given.slot - DRAFTED_BEFORE, Act("draft", issue=given, by=given.by)
    yield given.slot - SUBMITTED_BEFORE, Act("submit", issue=given, by=given.by)
    yield given.slot - APPROVED_BEFORE, Act("approve", issue=given, by=given.approved_by)


def _introduction(path: Path, schedule: Schedule) -> Introduction:
    matter, body = split(path.read_text(encoding="utf-8"), str(path))
    fields = {key: str(value.value) for key, value in read(matter, str(path)).items()}
    slot = instant(datetime.fromisoformat(fields["slot"]), schedule.organisation.zone)
    return Introduction(
        fields["publication"], slot, fields["subject"], body.strip(), fields["by"], fields["approved_by"]
    )


def _ticks(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every moment at which a slot may fire: when it was moved to, too."""
    week = timedelta(days=7)
    for publication in schedule.publications.values():
        if publication.form != "alert":
            for slot in slots(publication, schedule.organisation, after, until + week):
                if slot.fires_at <= until:
                    yield slot.fires_at.astimezone(UTC)
