"""What to do about a word nobody has declared."""

import difflib
from collections.abc import Iterable

SHOWN = 12


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or the words there are."""
    choices = sorted(known)
    near = difflib.get_close_matches(word.lower()[:80], choices, 1, 0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if not choices:
        return "the schedule declares none"
    more = f" … ({len(choices)} in all)" if len(choices) > SHOWN else ""
    return f"use one of {', '.join(choices[:SHOWN])}{more}"
