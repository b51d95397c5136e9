"""Markdown's tokens as plain text that reads as if written so: unwrapped lines, nothing stripped."""

from markdown_it.token import Token

RULE = "* * *"


def plain(tokens: list[Token]) -> str:
    """Blocks divided by empty lines; headings underlined, list items behind dashes or figures."""
    blocks: list[tuple[str, bool]] = []
    Writer(blocks).write(tokens)
    text = ""
    for block, tight in blocks:
        text += ("" if not text else "\n" if tight else "\n\n") + block
    return text


class Writer:
    """Walks tokens once, keeping the prefixes of the quotations and list items it is in."""

    def __init__(self, blocks: list[tuple[str, bool]]) -> None:
        self._blocks = blocks
        self._prefixes: list[tuple[str, str]] = []
        self._counters: list[int | None] = []
        self._marker = False
        self._fresh = False  # a list has begun that stands in no other list: an empty line comes before it
        self._row: list[str] = []

    def write(self, tokens: list[Token]) -> None:
        """Add the blocks of `tokens`."""
        heading = hidden = cell = begun = False
        for token in tokens:
            match token.type:
                case "bullet_list_open":
                    self._open_list(None)
                case "ordered_list_open":
                    self._open_list(int(token.attrs.get("start", 1)))
                case "bullet_list_close" | "ordered_list_close":
                    self._counters.pop()
                case "list_item_open":
                    self._open_item()
                case "list_item_close":
                    if self._marker:
                        self._add("", tight=True)
                    self._prefixes.pop()
                case "blockquote_open":
                    self._prefixes.append(("> ", "> "))
                case "blockquote_close":
                    self._prefixes.pop()
                case "heading_open":
                    heading = True
                case "heading_close":
                    heading = False
                case "paragraph_open":
                    hidden = token.hidden
                case "inline" if cell:
                    self._row.append(" ".join(inline(token.children or []).split("\n")))
                case "inline":
                    text = inline(token.children or [])
                    self._add(underlined(text) if heading else text, tight=hidden)
                case "fence" | "code_block":
                    self._add("\n".join(f"    {line}" for line in token.content.rstrip("\n").split("\n")))
                case "hr":
                    self._add(RULE)
                case "tr_open":
                    self._row, cell = [], True
                case "tr_close":
                    self._add(" | ".join(self._row), tight=begun)
                    cell, begun = False, True
                case "table_open":
                    begun = False
                case _:
                    pass

    def _open_list(self, counter: int | None) -> None:
        self._fresh = not self._counters
        self._counters.append(counter)

    def _open_item(self) -> None:
        counter = self._counters[-1]
        if counter is None:
            mark = "- "
        else:
            mark = f"{counter}. "
            self._counters[-1] = counter + 1
        self._prefixes.append((mark, " " * len(mark)))
        self._marker = True

    def _add(self, text: str, *, tight: bool = False) -> None:
        first = "".join(mark for _, mark in self._prefixes[:-1])
        rest = "".join(mark for _, mark in self._prefixes)
        first += self._prefixes[-1][0] if self._prefixes and self._marker else rest[len(first) :]
        lines = text.split("\n")
        block = "\n".join((first if n == 0 else rest) + line for n, line in enumerate(lines))
        tight = tight and not self._fresh
        self._blocks.append(("\n".join(line.rstrip() for line in block.split("\n")), tight))
        self._marker = self._fresh = False


def underlined(text: str) -> str:
    """A heading and a line of dashes as long as it."""
    line = " ".join(text.split("\n"))
    return f"{line}\n{'-' * min(len(line), 72)}"


def inline(children: list[Token]) -> str:
    """The words of a paragraph; then its links, each on a line of its own."""
    words = ""
    links: list[tuple[str, str]] = []
    open_at: list[tuple[int, str]] = []
    for token in children:
        match token.type:
            case "text" | "code_inline":
                words += token.content
            case "softbreak":
                words += " "
            case "hardbreak":
                words += "\n"
            case "image":
                words += f"[Image: {token.content}]"
            case "link_open":
                open_at.append((len(words), str(token.attrs.get("href", ""))))
            case "link_close" if open_at:
                start, href = open_at.pop()
                links.append((words[start:], href))
            case _:
                pass
    named = [(label, href) for label, href in links if not (label and href.endswith(label.strip()))]
    if len(named) == 1:
        return f"{words}\n{named[0][1]}"
    return "\n".join([words, *(f"{' '.join(label.split())}:\n{href}" for label, href in named)])
