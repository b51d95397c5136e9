"""The whole of schedule.yaml as one noun."""

from dataclasses import dataclass
from pathlib import Path

from publisher.entries.vocabulary import Audience, Vocabulary
from publisher.schedule.organisation import Organisation
from publisher.schedule.publication import Publication


@dataclass(frozen=True)
class Schedule:
    """Who publishes, for whom, about what, and when. Its mappings are by key, in the order of the file."""

    path: Path
    organisation: Organisation
    audiences: dict[str, Audience]
    topics: dict[str, str]
    publications: dict[str, Publication]

    @property
    def vocabulary(self) -> Vocabulary:
        """What reading an entry needs to know of all this."""
        return Vocabulary(
            audiences=self.audiences,
            topics=self.topics,
            zone=self.organisation.zone,
            language=self.organisation.language,
        )
