"""YAML as plain strings, lists and mappings, with the line of every key: the door of schedule.yaml."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from publisher.errors import refuse

LARGEST = 1_000_000
DEEPEST = 10

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
    """Read a YAML file. Raises Refused when it cannot be read, decoded or parsed, or uses more than we allow."""
    try:
        with path.open("rb") as file:
            source = file.read(LARGEST + 1)
    except OSError as error:
        raise refuse(
            f"there is no readable file {path} ({error.strerror})",
            mend="run from the folder that holds it, or set PUBLISHER_SITE",
            code="unreadable",
        ) from error
    return parse_marked(source, path.name)


def parse_marked(source: bytes, name: str) -> Marked:
    """Parse YAML bytes. Raises Refused as `read_marked` does."""
    text = _decoded(source, name)
    try:
        _gate(text, name)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        said = " ".join(filter(None, (error.context, error.problem)))
        raise refuse(f"this is not YAML: {said}", where=f"{name}{line}", code="yaml") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise refuse(
            f"the character U+{ord(text[error.position]):04X} may not stand in YAML",
            where=f"{name}, line {line}",
            mend="delete it",
            code="yaml",
        ) from error
    if root is None:
        raise refuse("the file is empty", where=name, code="empty")
    lines: dict[At, int] = {(): root.start_mark.line + 1}
    return Marked(name, _plain(root, (), lines, name), lines)


def _decoded(source: bytes, name: str) -> str:
    if len(source) > LARGEST:
        raise refuse(f"the file is larger than {LARGEST:,} bytes", where=name, code="too_large")
    if b"\0" in source:
        line = source[: source.index(b"\0")].count(b"\n") + 1
        raise refuse("there is a NUL byte", where=f"{name}, line {line}", mend="delete it", code="nul")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise refuse(
            f"byte {source[error.start]:#04x} is not UTF-8",
            where=f"{name}, line {line}",
            mend="save the file as UTF-8",
            code="encoding",
        ) from error


def _gate(text: str, name: str) -> None:
    """Refuse by event, before anything recurses over the document."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        where = f"{name}, line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refuse(
                "anchors and aliases (& and *) are not allowed",
                where=where,
                mend="write the value out, in quotes if it begins with & or *",
                code="alias",
            )
        if getattr(event, "tag", None):
            raise refuse(
                f"the tag {event.tag} is not allowed",
                where=where,
                mend="leave it out, or quote a value that begins with !",
                code="tag",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise refuse(f"it is nested deeper than {DEEPEST} levels", where=where, code="too_deep")


def _plain(node: yaml.Node, path: At, lines: dict[At, int], name: str) -> Plain:
    if isinstance(node, yaml.MappingNode):
        return dict(_items(node, path, lines, name))
    if isinstance(node, yaml.SequenceNode):
        content: list[Plain] = []
        for index, item in enumerate(node.value):
            lines[*path, index] = item.start_mark.line + 1
            content.append(_plain(item, (*path, index), lines, name))
        return content
    return str(node.value)


def _items(node: yaml.MappingNode, path: At, lines: dict[At, int], name: str) -> Iterator[tuple[str, Plain]]:
    for key, value in node.value:
        line = key.start_mark.line + 1
        where = f"{name}, line {line}"
        if not isinstance(key, yaml.ScalarNode):
            raise refuse("a key must be a word", where=where, code="yaml")
        here = (*path, key.value)
        if here in lines:
            raise refuse(
                f"{path_words(here)} stands twice",
                where=where,
                mend=f"the first is in line {lines[here]}: keep one",
                code="duplicate_key",
            )
        lines[here] = line
        yield key.value, _plain(value, here, lines, name)
