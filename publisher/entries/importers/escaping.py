"""Plain words as Markdown that shows the same words."""

import re

_MARKS = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([#>+=-])(?=[\s#=>-]|$)|^(~)")
_ADDRESS = re.compile(
    r"(?P<url>https?://[^\s<>\"“”]+)|(?P<www>\bwww\.[^\s<>\"“”]+)|(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
    re.IGNORECASE,
)
_TAIL = ".,;:!?)’'"


def escape(text: str) -> str:
    """`text` with every mark disarmed that Markdown would read."""
    return _MARKS.sub(lambda match: "\\" + match[0], text)


def disarm_start(markdown: str) -> str:
    """A paragraph's first characters, kept from opening a list, heading or quotation."""
    return _START.sub(
        lambda m: f"{m[1]}\\{m[2]}" if m[1] else "\\" + (m[3] or m[4]),
        markdown,
    )


def find_addresses(text: str) -> list[tuple[int, int, str]]:
    """Web and mail addresses written out in `text`: (start, end, URL)."""
    found = []
    for match in _ADDRESS.finditer(text):
        shown = match[0].rstrip(_TAIL)
        prefix = "https://" if match["www"] else "mailto:" if match["mail"] else ""
        found.append((match.start(), match.start() + len(shown), prefix + shown))
    return found


def to_markdown(text: str) -> str:
    """Plain text as Markdown, its written-out addresses as links."""
    pieces, at = [], 0
    for start, end, url in find_addresses(text):
        pieces.append(escape(text[at:start]))
        shown = text[start:end]
        bare = url == shown or url == f"mailto:{shown}"
        pieces.append(f"<{shown}>" if bare else f"[{escape(shown)}]({url})")
        at = end
    pieces.append(escape(text[at:]))
    return disarm_start("".join(pieces))
