"""What printing an issue needs besides the database."""

from dataclasses import dataclass

from publisher.links import Links
from publisher.schedule import Publication, Schedule
from publisher.templating import Templates


@dataclass(frozen=True)
class Press:
    """The site's schedule, its templates, and its addresses."""

    schedule: Schedule
    templates: Templates
    links: Links

    def publication(self, key: str) -> Publication | None:
        """The publication of this key, or None when the schedule has it no more."""
        return self.schedule.publications.get(key)
