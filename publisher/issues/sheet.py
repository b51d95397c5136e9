"""The sheet: an issue as a small Markdown file that opens in an editor and comes back checked."""

import re
from dataclasses import dataclass

from publisher.errors import Refused, refuse
from publisher.issues.issue import Issue
from subscribers.faults import Fault
from subscribers.nearest import nearest

SUBJECT = "Subject:"
THIS = "## In this issue"
NEXT = "## For the next issue"
LONGEST_SUBJECT = 200
ROW = re.compile(r"[-*+]\s+(?P<slug>\S+)(?:\s.*)?$")


@dataclass(frozen=True)
class Sheet:
    """What a person decided: subject, introduction (Markdown), slugs in order, slugs moved on."""

    subject: str
    introduction: str
    order: tuple[str, ...]
    moved_on: tuple[str, ...] = ()


def write(issue: Issue) -> str:
    """The sheet of an issue, ending in a newline."""
    rows = "\n".join(f"- {version.content.slug}  ({version.content.title})" for version in issue.entries)
    introduction = f"{issue.introduction.strip()}\n\n" if issue.introduction.strip() else ""
    return (
        f"{SUBJECT} {issue.subject}".rstrip() + "\n\n"
        f"{introduction}"
        f"{THIS}\n\n{rows}\n\n"
        f"{NEXT}\n\n"
        "<!-- Without a subject the mail is called by its publication and number. Write the\n"
        "     introduction (Markdown) under it. Put the lines into the order you want;\n"
        "     lines put down here go to the next issue. -->\n"
    )


def check(text: str, issue: Issue) -> Sheet:
    """The sheet as a person gave it back. Raises Refused with every fault and its line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    faults: list[Fault] = []
    heads = [_line_of(lines, head, faults) for head in (THIS, NEXT)]
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines[first].startswith(SUBJECT):
        faults.append(Fault(f"the sheet must begin with '{SUBJECT}'", f"line {first + 1}"))
    subject = lines[first].removeprefix(SUBJECT).strip()
    if len(subject) > LONGEST_SUBJECT:
        faults.append(Fault(f"the subject has more than {LONGEST_SUBJECT} characters", f"line {first + 1}"))
    if faults:
        raise Refused(*faults)
    this, then = heads
    if then < this:
        raise refuse(f"'{THIS}' must stand above '{NEXT}'", where=f"line {then + 1}")
    seen: dict[str, int] = {}
    order = _rows(lines, this + 1, then, issue, seen, faults)
    moved_on = _rows(lines, then + 1, len(lines), issue, seen, faults)
    for version in issue.entries:
        if version.content.slug not in seen:
            faults.append(
                Fault(
                    f"the line of {version.content.slug} is missing",
                    THIS.removeprefix("## "),
                    f"put it back, or under '{NEXT}' to leave it for the next issue",
                )
            )
    if faults:
        raise Refused(*faults)
    return Sheet(subject, "\n".join(lines[first + 1 : this]).strip(), order, moved_on)


def _line_of(lines: list[str], head: str, faults: list[Fault]) -> int:
    found = [at for at, line in enumerate(lines) if line.strip() == head]
    if len(found) != 1:
        what = f"the line '{head}' is missing" if not found else f"the line '{head}' stands there twice"
        faults.append(Fault(what, mend="the sheet has it once, above its entries"))
    return found[0] if found else 0


def _rows(
    lines: list[str], start: int, end: int, issue: Issue, seen: dict[str, int], faults: list[Fault]
) -> tuple[str, ...]:
    known = [version.content.slug for version in issue.entries]
    slugs = []
    comment = False
    for number, line in enumerate(lines[start:end], start + 1):
        bare = line.strip()
        comment = comment or bare.startswith("<!--")
        if comment or not bare:
            comment = comment and not bare.endswith("-->")
            continue
        row = ROW.match(bare)
        where = f"line {number}"
        if row is None:
            faults.append(Fault(f"'{bare}' is no line of an entry", where, "write '- SLUG'"))
        elif row["slug"] not in known:
            faults.append(Fault(f"'{row['slug']}' is not in this issue", where, nearest(row["slug"], known)))
        elif row["slug"] in seen:
            faults.append(Fault(f"{row['slug']} stands on line {seen[row['slug']]} already", where))
        else:
            seen[row["slug"]] = number
            slugs.append(row["slug"])
    return tuple(slugs)
