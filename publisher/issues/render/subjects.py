"""What a mail is called: its subject and the line under its title, by the publication's form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from publisher.entries.entry import Version
from publisher.issues.issue import Issue
from publisher.issues.render.languages import Language
from publisher.schedule import Publication

LONGEST_PREHEADER = 140


@dataclass(frozen=True)
class Naming:
    """The names of an issue in one language: `heading` is "September 2026, no. 47"."""

    publication: Publication
    issue: Issue
    language: Language
    day: date

    @property
    def heading(self) -> str:
        """Which issue it is: an edited one by month and number, a digest or alert by its day."""
        if self.publication.form == "edited":
            number = self.language.number.format(number=self.issue.number)
            return f"{self.language.month(self.day)}, {number}"
        return self.language.day(self.day)

    def subject(self, versions: Sequence[Version]) -> str:
        """The editor's own words if there are any; else an alert says what happened, another its issue."""
        if self.issue.subject:
            return " ".join(self.issue.subject.split())
        if self.publication.form == "alert" and versions:
            return f"{self.publication.title}: {self._first(versions)}"
        return f"{self.publication.title}, {self.heading}"

    def preheader(self, versions: Sequence[Version]) -> str:
        """What it holds, in the titles of its entries: the line that mail programs show after the subject."""
        if self.publication.form == "alert":
            said = versions[0].content.summary or versions[0].text or versions[0].content.title
            return _shortened(" ".join(said.split()))
        titles = [" ".join(version.content.title.split()) for version in versions]
        shown = [titles[0]]
        for title in titles[1:]:
            if len(" · ".join([*shown, title])) > LONGEST_PREHEADER:
                break
            shown.append(title)
        rest = len(titles) - len(shown)
        return " · ".join([*shown, self.language.more.format(number=rest)] if rest else shown)

    def _first(self, versions: Sequence[Version]) -> str:
        title = " ".join(versions[0].content.title.split())
        rest = len(versions) - 1
        return f"{title}, {self.language.more.format(number=rest)}" if rest else title


def _shortened(said: str) -> str:
    return said if len(said) <= LONGEST_PREHEADER else said[:LONGEST_PREHEADER].rsplit(" ", 1)[0] + " …"
