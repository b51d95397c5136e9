"""Cells of a CSV that a spreadsheet must not take for formulas, and the same cells read back."""

import unicodedata

GUARD = "'"
_STARTERS = ("=", "+", "-", "@")


def guarded(cell: str) -> str:
    """`cell` with an apostrophe before it if a spreadsheet might run it; `unguarded` gives it back.

    Phone numbers such as +44 1632 960123 and negative figures get one too.
    """
    return GUARD + cell if _dangerous(cell) or _is_guarded(cell) else cell


def unguarded(cell: str) -> str:
    """A cell as it was before `guarded`; other cells stay as they are."""
    return cell[1:] if _is_guarded(cell) else cell


def _is_guarded(cell: str) -> bool:
    rest = cell.lstrip(GUARD)
    return cell.startswith(GUARD) and _dangerous(rest)


def _dangerous(cell: str) -> bool:
    # Spreadsheets skip white space and take full-width signs for plain ones.
    plain = unicodedata.normalize("NFKC", cell[:40]).lstrip().lstrip('"').lstrip()
    return plain.startswith(_STARTERS) or cell[:1] in ("\t", "\r", "\n")
