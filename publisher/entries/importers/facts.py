"""The facts inside a piece's text: when, where, how much, how hard, until when, and for whom it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime
from zoneinfo import ZoneInfo

from publisher.entries.importers.block import Block
from publisher.entries.importers.moments import find_until, find_when_and_where
from publisher.entries.importers.places import labelled_place
from publisher.entries.importers.prices import find_except, find_level, find_prices
from publisher.entries.importers.times import LONGEST_LINE

MOST_LINES = 200


@dataclass(frozen=True)
class Facts:
    """What a text tells. Times are aware; notes: what an editor must check, each 'word: why'."""

    starts: Day | datetime | None = None
    ends: Day | datetime | None = None
    book_by: Day | datetime | None = None
    deadline: Day | datetime | None = None
    place: str = ""
    price: str = ""
    member_price: str = ""
    level: str = ""
    except_: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def find_facts(title: str, blocks: Sequence[Block], near: Day, zone: ZoneInfo) -> Facts:
    """The facts of one piece. near: dates without a year are the next on or after it."""
    lines = [title, *(block.text[:LONGEST_LINE] for block in blocks[:MOST_LINES])]
    text = "\n".join(lines)
    price, member_price = find_prices("\n".join(lines[1:]))
    notes: list[str] = []
    book_by, deadline = find_until(lines, near, zone, notes)
    starts, ends, place = find_when_and_where(lines, near, zone, notes)
    return Facts(
        starts=starts,
        ends=ends,
        book_by=book_by,
        deadline=deadline,
        place=labelled_place(lines) or place,
        price=price,
        member_price=member_price,
        level=find_level(title, "\n".join(lines[1:])),
        except_=find_except(text),
        notes=tuple(dict.fromkeys(notes)),
    )
