"""How plain text is set: wrapped, underlined, listed. These are filters in every template."""

import re
import textwrap

WIDTH = 72
# What a line opens with stays with it when it wraps: quotation marks repeat, "- " or "1. " hangs.
_OPENING = re.compile(r"(?P<quote>(?:> ?|\s)*)(?P<mark>(?:[-*•–]|\d{1,3}[.)])\s+)?")


def wrap(text: str, width: int = WIDTH, indent: str = "") -> str:
    """`text` with each of its lines wrapped at `width` columns; words and addresses are never cut.

    An address longer than the line stands on a line of its own. Blank lines stay, but never two together.
    """
    lines: list[str] = []
    for line in re.sub(r"\n{3,}", "\n\n", text.strip("\n")).split("\n"):
        lines += _wrapped(line.rstrip(), width, indent) if line.strip() else [""]
    return "\n".join(lines)


def _wrapped(line: str, width: int, indent: str) -> list[str]:
    opening = _OPENING.match(line)
    quote, mark = (opening["quote"], opening["mark"] or "") if opening else ("", "")
    dash = re.sub(r"^[*•–]", "-", mark)
    return textwrap.wrap(
        line[len(quote) + len(mark) :],
        width=width,
        initial_indent=indent + quote + dash,
        subsequent_indent=indent + quote + " " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [(indent + quote + dash).rstrip()]


def underline(text: str, mark: str = "-", width: int = WIDTH) -> str:
    """`text` wrapped, and a line of `mark` under it as long as its longest line."""
    title = wrap(" ".join(text.split()), width)
    return f"{title}\n{mark * max(map(len, title.splitlines()), default=0)}"


def one_line(text: str) -> str:
    """`text` with all its white space made single spaces."""
    return " ".join(text.split())


FILTERS = {"wrap": wrap, "underline": underline, "one_line": one_line}
