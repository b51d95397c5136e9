"""Front matter: YAML read with marks and as strings only, within limits."""

from dataclasses import dataclass, field

import yaml

from publisher.errors import refuse

MAX_DEPTH = 10
MAX_CHARACTERS = 64_000
FENCE = "---"


@dataclass(frozen=True)
class Value:
    """A value with the line it stands on (1 = the file's first): text, a list or a mapping."""

    line: int
    value: "str | list[Value] | dict[str, Value]"


@dataclass
class _Open:
    line: int
    values: list[Value] = field(default_factory=list)
    mapping: bool = False


def split(text: str, name: str) -> tuple[str, str]:
    """(front matter, body) of a file that begins with a --- line and has another.

    The body loses blank lines at its start and end. Raises Refused where the fences are missing.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise refuse(
            "there is no front matter",
            where=f"{name}, line 1",
            mend="begin the file with a line of three dashes, then title, kind and date, then three dashes",
            code="front_matter_missing",
        )
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:number]), tidy_body("\n".join(lines[number + 1 :]))
    raise refuse(
        "the front matter does not end",
        where=f"{name}, line {len(lines)}",
        mend="put a line of three dashes between front matter and text",
        code="front_matter_open",
    )


def tidy_body(body: str) -> str:
    """`body` without blank lines at its start or white space at its end."""
    lines = body.rstrip().split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return "\n".join(lines)


def read(matter: str, name: str) -> dict[str, Value]:
    """The keys of front matter that began on line 2. Every scalar is its text: `no` is 'no', 10.00 '10.00'.

    Raises Refused for YAML errors, aliases, anchors, tags, duplicate keys, depth over 10 and size.
    """
    if len(matter) > MAX_CHARACTERS:
        raise refuse(
            f"the front matter has {len(matter):,} characters; at most {MAX_CHARACTERS:,} are read",
            where=name,
            mend="is the second line of three dashes missing?",
            code="too_large",
        )
    try:
        root = _build(matter, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 2
        raise refuse(
            f"this is not YAML: {error.problem or error.context}",
            where=f"{name}, line {line}",
            mend=_mend(error.problem or ""),
            code="yaml",
        ) from error
    except yaml.YAMLError as error:
        raise refuse(f"this is not YAML: {error}", where=name, code="yaml") from error
    if root is None:
        return {}
    if not isinstance(root.value, dict):
        raise refuse(
            "the front matter is no list of 'key: value' lines",
            where=f"{name}, line {root.line}",
            code="yaml",
        )
    return root.value


def _mend(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "put a value that holds a colon in double quotes"
    if "'\\t'" in problem:
        return "use spaces instead of the tab"
    if "cannot start any token" in problem or "expected" in problem:
        return "put the value in double quotes"
    return ""


def _build(matter: str, name: str) -> Value | None:
    root: Value | None = None
    stack: list[_Open] = []
    for event in yaml.parse(matter, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 2 if event.start_mark else 2
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
            f"the YAML tag {event.tag} is not read",  # type: ignore[attr-defined]
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
        pairs[key.value] = value
    return Value(opened.line, pairs)
