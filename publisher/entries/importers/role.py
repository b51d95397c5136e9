"""What a line of a page is."""

from dataclasses import dataclass
from typing import Literal

from publisher.entries.importers.dates import FoundDate

RoleWord = Literal["text", "head", "run_in", "section", "date", "edition", "page_title", "label", "row_head"]


@dataclass(frozen=True)
class Role:
    """What a line is. level: of a heading that the page itself ranks, 0 otherwise.

    title, rest, plain: of a run-in, its title, and its text as Markdown and as plain text.
    """

    word: RoleWord = "text"
    title: str = ""
    rest: str = ""
    plain: str = ""
    level: int = 0
    date: FoundDate | None = None
    columns: tuple[str, ...] = ()
    names_page: bool = False


TEXT = Role()
# Text behind a label that returns on the page ("Key message: …"): never a title.
LABELLED = Role(title="label")
