"""How long a mail is as sent, and how a long one is kept under the length at which mail programs clip it."""

import binascii
from collections.abc import Callable, Sequence

LIMIT = 102_000
WARN = 90_000
# A leaving token has at most 40 characters and an address 254, each more than the word that stands for it.
SPARE = 1_500


def sent_size(html: str) -> int:
    """Bytes of the HTML part as sent: UTF-8 in quoted-printable with CRLF, the reader's own words as well."""
    lines = html.encode("utf-8")
    return len(binascii.b2a_qp(lines, istext=True)) + lines.count(b"\n") + SPARE


def fit(count: int, assembled: Callable[[int, int], str]) -> tuple[str, int, int]:
    """The longest assembly below LIMIT, with how many last entries are shortened and how many left out.

    assembled(shortened, omitted) gives the HTML; both count entries from the end. Nothing is left out before
    every entry is shortened, and then only what does not fit.
    """
    html = assembled(0, 0)
    if sent_size(html) < LIMIT:
        return html, 0, 0
    shortened = _least(range(1, count + 1), lambda number: assembled(number, 0))
    if shortened is not None:
        return assembled(shortened, 0), shortened, 0
    omitted = _least(range(1, count + 1), lambda number: assembled(count, number))
    left_out = count if omitted is None else omitted
    return assembled(count, left_out), count - left_out, left_out


def _least(numbers: Sequence[int], assembled: Callable[[int], str]) -> int | None:
    """The smallest number whose assembly fits, by halving; None when even the largest does not."""
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if sent_size(assembled(numbers[middle])) < LIMIT:
            high = middle
        else:
            low = middle + 1
    return numbers[low] if low < len(numbers) else None
