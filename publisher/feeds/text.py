"""What XML cannot carry is taken out before it is written."""

import html
import re

# XML 1.0 §2.2: everything else is a character that no document may hold, not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# RSS never said whether a title is text or HTML, so readers guess; a title must read the same both ways.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def clean(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)


def line(text: str) -> str:
    """`text` as one clean line, for titles and names."""
    return " ".join(clean(text).split())


def title(text: str) -> str:
    """`text` as one line that holds nothing a reader could take for markup."""
    return _TAG.sub("‹", html.unescape(line(text)))
