"""Addresses that stand bare in running text become links, as every reader expects."""

import re

from markdown_it.token import Token

_BARE = re.compile(
    r"(?<![\w@/.])(?:(?P<web>https?://|www\.)[^\s<>\"']{3,2000}"
    r"|(?P<mail>[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}))"
)
_TRAILING = ".,;:!?*_~'’”…"


def link_bare(children: list[Token]) -> list[Token]:
    """The inline tokens with a link around each web or mail address that stands outside links and code."""
    found: list[Token] = []
    depth = 0
    for token in children:
        depth += token.nesting if token.type.startswith("link_") else 0
        if (
            token.type == "text"
            and not depth
            and ("@" in token.content or "://" in token.content or "www." in token.content)
        ):
            found += _divide(token)
        else:
            found.append(token)
    return found


def _divide(token: Token) -> list[Token]:
    found: list[Token] = []
    text, done = token.content, 0
    for match in _BARE.finditer(text):
        words = _trimmed(match[0])
        if not words.removeprefix("https://").removeprefix("http://").removeprefix("www."):
            continue
        href = f"mailto:{words}" if match["mail"] else words if "://" in match["web"] else f"https://{words}"
        if done < match.start():
            found.append(Token("text", "", 0, content=text[done : match.start()], level=token.level))
        found += [
            Token("link_open", "a", 1, attrs={"href": href}, level=token.level),
            Token("text", "", 0, content=words, level=token.level + 1),
            Token("link_close", "a", -1, level=token.level),
        ]
        done = match.start() + len(words)
    if done < len(text) or not found:
        found.append(Token("text", "", 0, content=text[done:], level=token.level))
    return found


def _trimmed(words: str) -> str:
    """Without the sentence's own marks at its end; a closing bracket stays if it was opened inside."""
    while words:
        last = words[-1]
        if last in _TRAILING or (last == ")" and words.count("(") < words.count(")")):
            words = words[:-1]
        else:
            break
    return words
