"""Where something takes place is told from where the words stand, and never guessed from a sentence."""

import pytest

from tests.publisher.entries.importers.reading import taken


def place(text: str) -> str:
    """The place of the one entry of a page under 'TRAINING'."""
    (draft,) = taken(f"TRAINING\n\nKnots for beginners\n{text}\n").entries
    return draft.content.place


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Tuesday 3 March 2026, 9.30am – 12.30pm\nMoor Hub, High Street\nCost: £25", "Moor Hub, High Street"),
        ("Tuesday 3 March 2026\n9.30am – 12.30pm\nThe Old Library\nBring rope.", "The Old Library"),
        ("Tuesday 3 March 2026, 9.30am\nSea Scouts, Quayside\n£5 at the door.", "Sea Scouts, Quayside"),
        ("Tuesday 3 March 2026, 9.30am\n14 Dock Way, NE1 4ST\nBring rope.", "14 Dock Way, NE1 4ST"),
        ("Tuesday 3 March 2026, 9.30am\nvia Zoom\nBring rope.", "Zoom"),
        ("Tuesday 3 March 2026, 9.30am\nOnline\nBring rope.", "Online"),
        ("Join us on Tuesday 3 March 2026 at 2pm on Zoom to tie them.", "Zoom"),
        ("Tuesday 3 March 2026, 9.30am\nThe hall is cold, so bring a coat.\nCost: £25", ""),
        ("Tuesday 3 March 2026, 9.30am\nBook at the library\nCost: £25", ""),
        ("Tuesday 3 March 2026, 9.30am\nHow do I get to the hall?\nCost: £25", ""),
        ("Tuesday 3 March 2026, 9.30am\nBring rope and a friend\nThere is tea.", ""),
    ],
)
def test_a_place_stands_behind_the_day_or_on_the_line_below(text: str, where: str) -> None:
    assert place(text) == where


def test_a_meeting_on_a_screen_lacks_no_link() -> None:
    found = taken(
        "EVENTS\n\nPlanning meeting\nJoin us on Thursday 19 March at 2pm on Zoom to plan the fair.\n"
    )
    assert not any(flag.startswith("link missing") for flag in found.entries[0].flags)
