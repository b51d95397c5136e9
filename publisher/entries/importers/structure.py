"""Blocks become pieces: which lines are titles, which date or name a section, and what belongs to what."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day  # noqa: N812 - as in entry.py

from publisher.entries.importers import furniture
from publisher.entries.importers.block import Block
from publisher.entries.importers.dates import FoundDate, whole_date
from publisher.entries.importers.draft import FateWord
from publisher.entries.importers.lexicon import kind_of_words, section_kind
from publisher.entries.importers.role import Role
from publisher.entries.importers.roles import roles


@dataclass
class Piece:
    """What will be one entry. opened_by: the title's block, or None where none was found.

    heading: the date heading above it; section: the section's heading; section_sure: the page's own
    levels show that it lies in that section.
    """

    title: str = ""
    opened_by: Block | None = None
    body: list[Block] = field(default_factory=list)
    date: FoundDate | None = None
    section: str = ""
    section_kind: str | None = None
    section_sure: bool = False
    columns: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """Every block that belongs to it."""
        return ([self.opened_by] if self.opened_by else []) + self.body


@dataclass(frozen=True)
class Structure:
    """A page taken apart: its pieces, what is none, its own title and date."""

    pieces: list[Piece]
    fates: dict[int, FateWord]
    title: str
    date: FoundDate | None


def find_structure(blocks: Sequence[Block], today: Day) -> Structure:
    """The pieces of a page. `Structure.fates` is by place in `blocks`; every other block is in one piece."""
    opening = " ".join(block.text for block in blocks[:6] if len(block.text) < 120)
    page_words = frozenset(word.strip("‘’'\":-–,").casefold() for word in opening.split())
    fates = dict(furniture.fates(blocks, page_words))
    left = [(at, block) for at, block in enumerate(blocks) if at not in fates]
    told = roles([block for _, block in left], today)
    return _Reading(left, told, fates, today).read()


class _Reading:
    """One pass down a page, remembering the date, the section and the entry that are open."""

    def __init__(
        self, left: list[tuple[int, Block]], told: list[Role], fates: dict[int, FateWord], today: Day
    ) -> None:
        self.left, self.told, self.fates, self.today = left, told, fates, today
        self.pieces: list[Piece] = []
        self.open: Piece | None = None
        self.title = ""
        self.page_date: FoundDate | None = None
        self.date: FoundDate | None = None
        self.section: tuple[int, Block, Role] | None = None
        self.date_heading = ""
        self.columns: tuple[str, ...] = ()

    def read(self) -> Structure:
        for n, ((at, block), role) in enumerate(zip(self.left, self.told, strict=True)):
            getattr(self, f"_{role.word}")(n, at, block, role)
        pieces = [piece for piece in self.pieces if piece.blocks]
        return Structure(pieces, self.fates, self.title, self.page_date)

    def _page_title(self, n: int, at: int, block: Block, role: Role) -> None:
        self.title = self.title or block.text
        self._edition(n, at, block, role)

    def _edition(self, n: int, at: int, block: Block, role: Role) -> None:
        self.fates[at] = "furniture"
        if role.date and not self.page_date:
            self.page_date = role.date
        if role.date and not self.pieces:
            self.date = role.date

    def _date(self, n: int, at: int, block: Block, role: Role) -> None:
        self.fates[at] = "furniture"
        self.date, self.date_heading = role.date, block.text
        self.open = self.section = None
        self.columns = ()

    def _section(self, n: int, at: int, block: Block, role: Role) -> None:
        self.columns = ()
        self.section = (n, block, role)
        following = self.told[n + 1].word if n + 1 < len(self.told) else ""
        if following in ("head", "run_in", "section", "date", "row_head"):
            self.fates[at] = "furniture"
            self.open = None
            return
        self._start(block.text, block)

    def _head(self, n: int, at: int, block: Block, role: Role) -> None:
        self._leave_section(role)
        if role.names_page:
            self.title = block.text
            self.date = self.page_date = role.date
        self._start(block.text, block)

    def _run_in(self, n: int, at: int, block: Block, role: Role) -> None:
        self._leave_section(role)
        self._start(role.title, None).body.append(
            replace(block, text=role.plain, markdown=role.rest, form="paragraph")
        )

    def _row_head(self, n: int, at: int, block: Block, role: Role) -> None:
        if role.columns:
            self.columns = role.columns
            self.fates[at] = "furniture"
            return
        piece = self._start(role.title, None)
        piece.columns = self.columns
        piece.body.append(block)

    def _label(self, n: int, at: int, block: Block, role: Role) -> None:
        self._text(n, at, replace(block, form="heading", level=4), role)

    def _text(self, n: int, at: int, block: Block, role: Role) -> None:
        (self.open or self._start("", None)).body.append(block)

    def _leave_section(self, role: Role) -> None:
        """A title at the section heading's own level, or above it, ends the section."""
        if self.section and role.level and self.section[2].level and role.level <= self.section[2].level:
            self.section = None

    def _start(self, title: str, block: Block | None) -> Piece:
        section = self.section
        own = bool(section and block is section[1])
        self.open = Piece(
            title=title.strip().rstrip(":").strip(),
            opened_by=block,
            date=self.date,
            section=section[1].text if section else "",
            section_kind=_kind_of(section[1].text) if section else None,
            section_sure=bool(section and (section[2].level or own)),
        )
        if not title:
            self.open.title = self.date_heading if not section else section[1].text
            self.open.notes.append("untitled")
        self.pieces.append(self.open)
        return self.open


def _kind_of(section: str) -> str | None:
    named = section_kind(section)
    return kind_of_words(section) if named is None else named


def page_kind(title: str) -> str | None:
    """The kind that a page's own title names ("Key messages from …"), or None."""
    from_title = title.casefold()
    return next((key for key, name in _KIND_NAMES if name in from_title), None)


_KIND_NAMES = (("key-message", "key message"),)


def find_date_of(text: str, today: Day) -> FoundDate | None:
    """The date a whole line says, or None."""
    return whole_date(text, today)
