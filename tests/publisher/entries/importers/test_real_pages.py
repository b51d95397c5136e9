"""Two real pages, where they lie beside the repository."""

from datetime import date
from pathlib import Path

import pytest

from publisher.entries.entry import EntryDate
from publisher.entries.importers import Imported, gather, take
from tests.publisher.entries.importers.reading import (
    TODAY,
    VOCABULARY,
    lost,
    no_fetch,
    titles,
)

SHARED = Path(__file__).parents[5] / "shared" / "pages"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real pages do not lie beside the repository")


def real(name: str) -> Imported:
    return take(gather([str(SHARED / name)], no_fetch), VOCABULARY, TODAY)


def test_a_boards_key_messages_by_month() -> None:
    found = real("board-key-messages.txt")
    assert not lost(found)
    assert [str(draft.content.date) for draft in found.entries] == (
        ["2024-03"] * 3 + ["2023-12"] * 3 + ["2023-09"] + ["2023-06"] * 3 + ["2023-03"] * 4
    )
    lines = [fate.text for fate in found.fates if fate.fate == "entry"]
    assert all(any(line.startswith(title) for line in lines) for title in titles(found))
    themes = found.entries[1].content.body
    assert [themes.count(f"\n{n}) ") + themes.startswith(f"{n}) ") for n in (1, 2, 3, 4)] == [1] * 4
    assert not themes.rpartition("\n\n")[2].startswith("4) ")
    assert {draft.content.kind for draft in found.entries} == {"key-message"}
    assert found.fates[0].fate == "safety notice"
    assert [fate.fate for fate in found.fates][-3:] == ["archive link"] * 3


def test_an_umbrella_bodys_update() -> None:
    found = real("voluntary-sector-update.txt")
    assert not lost(found)
    courses = [draft for draft in found.entries if "book a place" in draft.content.body]
    assert len(courses) == 6
    assert {draft.content.kind for draft in courses} == {"training"}
    assert [draft.content.level for draft in courses if draft.content.level] == ["Level 2", "Level 3"]
    (who,) = courses[-1].content.except_
    assert who.endswith("professionals")
    (member,) = [draft for draft in found.entries if draft.content.member_price]
    assert "reduced rate" in member.content.member_price.lower()
    (deadline,) = [draft for draft in found.entries if draft.content.kind == "deadline"]
    assert (deadline.content.date, deadline.content.ends) == (EntryDate(2018, 1, 31), date(2018, 1, 31))
    (report,) = [draft for draft in found.entries if draft.content.date == EntryDate(2017, 5, 25)]
    assert report.content.kind == "report"
    assert report.content.body.count("\n- ") + report.content.body.startswith("- ") == 5
    assert {"update", "resource"} <= {draft.content.kind for draft in found.entries}
