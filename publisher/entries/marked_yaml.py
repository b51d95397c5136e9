"""YAML read with marks and as strings only, within limits: the door of every file that people write."""

from dataclasses import dataclass, field

import yaml

from publisher.errors import refuse

MAX_DEPTH = 10


@dataclass(frozen=True)
class Value:
    """A value with the line it stands on (1 = the file's first): text, a list or a mapping.

    What a key leads to has the key's line.
    """

    line: int
    value: "str | list[Value] | dict[str, Value]"


@dataclass
class _Open:
    line: int
    values: list[Value] = field(default_factory=list)
    mapping: bool = False


def read(text: str, name: str, first_line: int = 1) -> Value | None:
    """What `text` holds, None when nothing. Every scalar is its text: `no` is 'no', 10.00 '10.00'.

    first_line: the line of the file `name` that the text begins on.
    Raises Refused for YAML errors, aliases, anchors, tags, duplicate keys and depth over 10.
    """
    try:
        return _build(text, name, first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise refuse(
            f"this is not YAML: {error.problem or error.context}",
            where=f"{name}, line {line}",
            mend=_mend(error.problem or ""),
            code="yaml",
        ) from error
    except yaml.YAMLError as error:
        raise refuse(f"this is not YAML: {error}", where=name, code="yaml") from error


def _mend(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "put a value that holds a colon in double quotes"
    if "'\\t'" in problem:
        return "use spaces instead of the tab"
    if "cannot start any token" in problem or "expected" in problem:
        return "put the value in double quotes"
    return ""


def _build(text: str, name: str, first_line: int) -> Value | None:
    root: Value | None = None
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        _check(event, f"{name}, line {line}", len(stack))
        if isinstance(event, yaml.ScalarEvent):
            done = Value(line, event.value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            stack.append(_Open(line, mapping=isinstance(event, yaml.MappingStartEvent)))
            continue
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = _close(stack.pop(), name)
        else:
            continue
        if stack:
            stack[-1].values.append(done)
        elif root is not None:
            raise refuse("a second YAML document", where=f"{name}, line {line}", code="yaml")
        else:
            root = done
    return root


def _check(event: yaml.Event, where: str, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise refuse(
            "YAML anchors and aliases (& and *) are not read",
            where=where,
            mend="write the value out, or put it in double quotes",
            code="yaml_alias",
        )
    if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None):
        raise refuse(
            f"the YAML tag {event.tag} is not read",  # type: ignore[attr-defined] # its stubs leave it out
            where=where,
            mend="write the plain value",
            code="yaml_tag",
        )
    if depth >= MAX_DEPTH and isinstance(event, yaml.CollectionStartEvent):
        raise refuse(f"lists stand more than {MAX_DEPTH} deep in each other", where=where, code="yaml_depth")


def _close(opened: _Open, name: str) -> Value:
    if not opened.mapping:
        return Value(opened.line, opened.values)
    pairs: dict[str, Value] = {}
    for key, value in zip(opened.values[::2], opened.values[1::2], strict=True):
        where = f"{name}, line {key.line}"
        if not isinstance(key.value, str):
            raise refuse("a list stands where a key should", where=where, code="yaml")
        if key.value in pairs:
            raise refuse(
                f"'{key.value}' is there twice", where=where, mend="keep one of the two", code="duplicate_key"
            )
        pairs[key.value] = Value(key.line, value.value)
    return Value(opened.line, pairs)
