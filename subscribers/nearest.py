"""What to do about a word nobody has declared."""

import difflib
from collections.abc import Iterable, Set

SHOWN = 12


def nearest(word: str, known: Iterable[str]) -> str:
    """How to mend an unknown word: the nearest known one as a question, or the words there are.

    The words are shown in their own order, those of a set by the alphabet.
    """
    choices = sorted(known) if isinstance(known, Set) else list(known)
    if question := meant(word, choices):
        return question
    if not choices:
        return "there are none to choose from"
    more = f" … ({len(choices)} in all)" if len(choices) > SHOWN else ""
    return f"use one of {', '.join(choices[:SHOWN])}{more}"


def meant(word: str, known: Iterable[str]) -> str:
    """The question whether the known word most like `word` was meant; empty when none is near."""
    near = difflib.get_close_matches(word.lower()[:80], list(known), 1, 0.6)
    return f"did you mean '{near[0]}'?" if near else ""
