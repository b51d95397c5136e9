"""Front matter: YAML read with marks and as strings only, within limits."""

from publisher.entries import marked_yaml
from publisher.entries.marked_yaml import Value
from publisher.errors import refuse

MAX_CHARACTERS = 64_000
FENCE = "---"


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
    root = marked_yaml.read(matter, name, first_line=2)
    if root is None:
        return {}
    if not isinstance(root.value, dict):
        raise refuse(
            "the front matter is no list of 'key: value' lines",
            where=f"{name}, line {root.line}",
            code="yaml",
        )
    return root.value
