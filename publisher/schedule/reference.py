"""docs/schedule.md, written from the models: `python -m publisher.schedule.reference` prints it."""

import sys
from collections.abc import Iterator
from typing import get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from publisher.entries.kinds import KINDS
from publisher.schedule.shapes import ScheduleShape
from publisher.schedule.wrongs import by_key, model_in

LEFT_OUT = "; left out: "

OPENING = """\
# schedule.yaml

What goes out, to whom and when stands in one file at the root of a site. `publisher check` reads it and names each mistake with its line; `publisher schedule list` shows what follows from it. The sample's own [schedule.yaml](../schedule.yaml) uses most of what is listed here.

<!-- Written by `make docs` from publisher/schedule/: change the models, not this page. -->

Every value is read as plain text: `no` stays "no", `1.10` stays "1.10". Put a value in quotes if it holds a colon or begins with a sign such as `#`, `&` or `*`. Keys that people choose (audiences, topics, publications) are small letters, digits and single hyphens; they stand in web addresses, so keep them. Anchors, aliases and tags of YAML are not read, and no key may stand twice.
"""  # noqa: E501 - a page's paragraphs are lines

CLOSING = """\
## Days and clocks

- **Nominal time.** A slot is named by the local time that its rule gives, `2026-09-01T09:30`, before anything moves it. Bank holidays never change that name, so a holiday announced later makes no second slot.
- **Closed days.** A run on a closed day goes on the next (`later`) or the previous (`earlier`) working day at the same time of day, and `publisher schedule list` says why: "25 December 2026 is Christmas Day". Bank holidays are closed. Weekends are closed for a numbered day and the last day of the month; a rule that names a day of the week means it.
- **Working days** are Monday to Friday without bank holidays, counted from the start or the end of the month.
- **The 29th, 30th and 31st** mean the last day of a month that is shorter.
- **Clock changes.** A time that the clock skips in spring goes at the first moment after the gap. A time that it shows twice in autumn goes once, the first time.

## Late, held, braked

- **Late** is what could not go within `late_after` of its time, because the service was down or nobody approved. `send`: one run now for all that was missed. `fold`: the next slot takes it. `ask`: the run waits for a person. `drop`: the entries stay on the site and in the feeds and are not mailed. Nothing goes that is more than seven days late unless a person says so.
- **Hold** counts the entries that are due. Below `at_least` the run sends nothing and its entries wait for the next slot, for at most `at_most_weeks`.
- **Brake.** An alert waits for `grace`, in which it can be called back. More than `per_day` alerts in a day ask a person.

## Kinds of entry

"""  # noqa: E501 - a page's paragraphs are lines


def page() -> str:
    """The whole page, as Markdown."""
    kinds = "\n".join(
        f"- `{kind.key}`: {kind.title}{' (may go at once, as an alert)' if kind.urgent else ''}"
        for kind in KINDS.values()
    )
    sections = "\n".join(_sections())
    return f"{OPENING}\n{sections}\n{CLOSING}{kinds}\n"


def models() -> dict[str, type[BaseModel]]:
    """Every model of the file by the path of its mapping: 'publications.KEY.when'."""
    return dict(_models("", ScheduleShape))


def _models(path: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    yield path, model
    for key, field in by_key(model).items():
        inner = model_in(field.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            choose = f".{_placeholder(key)}" if get_origin(field.annotation) is dict else ""
            yield from _models(f"{path}.{key}{choose}".removeprefix("."), inner)


def _placeholder(section: str) -> str:
    return section.removesuffix("s").upper()


def _sections() -> Iterator[str]:
    for path, model in models().items():
        title = f"`{path}`" if path else "The file"
        yield f"## {title}\n\n{model.__doc__}\n\n| key | if left out | meaning |\n|---|---|---|"
        for key, field in by_key(model).items():
            meaning, default = _told(field)
            yield f"| `{key}` | {default} | {meaning} |"
        yield ""


def _told(field: FieldInfo) -> tuple[str, str]:
    """What a key means, and what holds without it: a default, or the description's 'left out: …'."""
    meaning, _, otherwise = (field.description or "").replace("|", "\\|").partition(LEFT_OUT)
    if field.is_required():
        return meaning, "**required**"
    default = field.get_default(call_default_factory=True, validated_data={})
    if otherwise:
        return f"{meaning}.", otherwise.removesuffix(".")
    if isinstance(default, BaseModel) or not default:
        return meaning, ""
    return meaning, f"`{default}`"


if __name__ == "__main__":
    sys.stdout.write(page())
