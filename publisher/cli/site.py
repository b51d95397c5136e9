"""The opened site: its publications by key, and moments as people at its place write and read them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from publisher import bootstrap
from publisher.cli.options import name_of
from publisher.entries.door import line
from publisher.entries.words import stamp_words
from publisher.errors import refuse
from publisher.issues.press import Press
from publisher.runs.decision import Decision
from publisher.schedule import Publication, Schedule
from publisher.schedule.slots import instant
from publisher.settings import Settings, read_settings
from subscribers.nearest import nearest


@dataclass(frozen=True)
class Site:
    """One site, opened at `now` (UTC)."""

    settings: Settings
    schedule: Schedule
    engine: Engine
    press: Press
    now: datetime

    def publication(self, key: str) -> Publication:
        """The publication. Raises Refused with the nearest known key when there is none."""
        found = self.schedule.publications.get(key)
        if found is None:
            raise refuse(
                f"there is no publication '{key}'",
                mend=nearest(key, list(self.schedule.publications)),
                code="unknown_publication",
            )
        return found

    def moment(self, text: str, where: str) -> datetime:
        """A moment as typed, local to the organisation unless it has an offset, as UTC. Raises Refused."""
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            raise refuse(
                f"'{text}' is no moment",
                where=where,
                mend="write it like 2026-09-03T08:30, or 2026-09-03 for a day",
                code="bad_moment",
            ) from None
        zone = self.schedule.organisation.zone
        return read.astimezone(UTC) if read.tzinfo else instant(read, zone)

    def decision(self, name: str, reason: str = "") -> Decision:
        """What a person decides now, of what --as and --reason were given. Raises Refused without a name."""
        return Decision(name_of(name), line(reason), self.now)

    def words(self, moment: datetime) -> str:
        """A moment in local words: 'Thursday 3 September 2026, 8.30am'."""
        return stamp_words(moment, self.schedule.organisation.zone)


def open_site() -> Site:
    """The site that the environment names, with its database brought up to date."""
    now = datetime.now(UTC)
    settings = read_settings()
    schedule = bootstrap.open_schedule(settings)
    engine = bootstrap.open_database(settings)
    return Site(settings, schedule, engine, bootstrap.open_press(settings, schedule, engine, now), now)
