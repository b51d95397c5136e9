"""What a feed is about: everything, one audience, one kind or one topic."""

from dataclasses import dataclass
from typing import Literal

from publisher.entries.entry import Content
from publisher.entries.kinds import KINDS
from publisher.schedule import Schedule

Sort = Literal["all", "audience", "kind", "topic"]


@dataclass(frozen=True)
class Scope:
    """One feed's subject. `title` is empty for everything; `key` is empty for it too."""

    sort: Sort
    key: str
    title: str
    describes: str

    @property
    def path(self) -> str:
        """As in addresses and tag URIs: 'all', 'audience/education'."""
        return f"{self.sort}/{self.key}" if self.key else self.sort

    @property
    def page(self) -> str:
        """The path of the page that shows the same entries."""
        return self.path if self.key else ""

    def takes(self, content: Content) -> bool:
        """Whether an entry belongs in it. One meant for nobody in particular is for every audience."""
        if self.sort == "audience":
            return (not content.for_ or self.key in content.for_) and self.key not in content.except_
        if self.sort == "kind":
            return content.kind == self.key
        return self.sort == "all" or self.key in content.topics


def scopes(schedule: Schedule) -> dict[str, Scope]:
    """Every feed there is, by path, in the order of schedule.yaml."""
    found = [Scope("all", "", "", "Every entry, as it is published")]
    found += [
        Scope("audience", audience.key, audience.title, audience.describes)
        for audience in schedule.audiences.values()
    ]
    found += [Scope("kind", kind.key, kind.plural, "") for kind in KINDS.values()]
    found += [Scope("topic", key, title, "") for key, title in schedule.topics.items()]
    return {scope.path: scope for scope in found}
