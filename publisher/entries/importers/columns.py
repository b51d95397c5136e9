"""The columns of a table: which one is the title, which the date, the place, the price."""

from collections.abc import Sequence

# A heading's word → our field. The first that a cell contains rules.
NAMES = {
    "course": "title",
    "title": "title",
    "event": "title",
    "training": "title",
    "session": "title",
    "workshop": "title",
    "webinar": "title",
    "role": "title",
    "vacancy": "title",
    "post": "title",
    "job": "title",
    "fund": "title",
    "funder": "title",
    "grant": "title",
    "name": "title",
    "topic": "title",
    "deadline": "book_by",
    "closing": "book_by",
    "closes": "book_by",
    "book": "book_by",
    "date": "starts",
    "when": "starts",
    "day": "starts",
    "time": "time",
    "venue": "place",
    "location": "place",
    "where": "place",
    "place": "place",
    "member": "member_price",
    "cost": "price",
    "price": "price",
    "fee": "price",
    "level": "level",
}
LONGEST_NAME = 5


def name_columns(cells: Sequence[str]) -> tuple[str, ...]:
    """A field (or '') for each cell of a heading row; () when the row does not read as one."""
    if any(len(cell.split()) > LONGEST_NAME or any(c.isdigit() for c in cell) for cell in cells):
        return ()
    named = []
    for cell in cells:
        words = [word.strip("():/,&").casefold() for word in cell.replace("/", " ").split()]
        singular = [word.removesuffix("s") if word.removesuffix("s") in NAMES else word for word in words]
        closing = next((NAMES[w] for w in singular if NAMES.get(w) == "book_by"), "")
        field = closing or next((NAMES[w] for w in singular if w in NAMES), "")
        named.append("" if field in named and field == "title" else field)
    return tuple(named) if sum(map(bool, named)) >= 2 else ()


def title_column(columns: Sequence[str]) -> int | None:
    """Which column names the entry; None when none does."""
    return columns.index("title") if "title" in columns else None
