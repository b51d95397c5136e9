"""A YAML file as plain strings, lists and mappings, with the line of every key: the door of schedule.yaml."""

from dataclasses import dataclass, field
from pathlib import Path

from publisher.entries import marked_yaml
from publisher.entries.door import MAX_BYTES, normalise
from publisher.entries.marked_yaml import Value
from publisher.errors import refuse

Plain = str | list["Plain"] | dict[str, "Plain"]
At = tuple[str | int, ...]


@dataclass(frozen=True)
class Marked:
    """A document: its content, and the line (from 1) of each key and list item by its path."""

    name: str
    content: Plain
    lines: dict[At, int] = field(default_factory=dict)

    def where(self, path: At) -> str:
        """'schedule.yaml, line 12, publications.weekly.when': a place for a fault."""
        return ", ".join(filter(None, (self.name, f"line {self.line(path)}", path_words(path))))

    def line(self, path: At) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def path_words(path: At) -> str:
    """publications.weekly.for, item 2."""
    words = ""
    for part in path:
        words += f", item {part + 1}" if isinstance(part, int) else f".{part}"
    return words.removeprefix(".")


def read_marked(path: Path) -> Marked:
    """Read a YAML file. Raises Refused when it cannot be read, decoded or parsed, or holds too much."""
    try:
        with path.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise refuse(
            f"the file {path} cannot be read ({error.strerror})",
            mend="run from the folder that holds it, or set PUBLISHER_SITE",
            code="unreadable",
        ) from error
    return parse_marked(source, path.name)


def parse_marked(source: bytes, name: str) -> Marked:
    """Parse YAML bytes. Raises Refused as `read_marked` does."""
    root = marked_yaml.read(normalise(source, name), name)
    if root is None:
        raise refuse("there is nothing in it but comments", where=name, code="empty")
    lines: dict[At, int] = {}
    return Marked(name, _plain(root, (), lines), lines)


def _plain(marked: Value, path: At, lines: dict[At, int]) -> Plain:
    lines[path] = marked.line
    if isinstance(marked.value, dict):
        return {key: _plain(value, (*path, key), lines) for key, value in marked.value.items()}
    if isinstance(marked.value, list):
        return [_plain(value, (*path, index), lines) for index, value in enumerate(marked.value)]
    return marked.value
