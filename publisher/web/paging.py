"""A long list in pages: ?page=2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Page(Generic[Thing]):
    """One page of a list; pages count from 1."""

    shown: Sequence[Thing]
    number: int
    pages: int
    total: int


def page_of(things: Sequence[Thing], request: Request, size: int) -> Page[Thing]:
    """The page that ?page asks for, the first without it. A page that is not there is not found."""
    asked = request.query_params.get("page", "1")
    pages = max(1, -(-len(things) // size))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7 and 1 <= int(asked) <= pages):
        raise HTTPException(404)
    number = int(asked)
    return Page(things[(number - 1) * size : number * size], number, pages, len(things))
