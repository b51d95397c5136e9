"""The settings as people see them: those in force with secrets masked, and docs/settings.md.

`python -m publisher.cli.settings_view` prints that page.
"""

import sys

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from publisher.settings import PREFIX, Settings

MASK = "********"

OPENING = """\
# Settings

Where things are, and the secrets, come from the environment. What goes out and when stands in [schedule.yaml](schedule.md). `publisher check --settings` prints what is in force, secrets masked.

<!-- Written by `make docs` from publisher/settings.py: change the fields there, not this page. -->

Any setting may come from a file instead: `PUBLISHER_SECRET_KEY_FILE=/run/secrets/key` reads the key from that file. A setting that does not exist is refused by name, so that a slip in a name is never silent.

| setting | if left out | meaning |
|---|---|---|
"""  # noqa: E501 - a page's paragraphs are lines


def in_force(settings: Settings) -> dict[str, str]:
    """Each setting by its variable's name and the value in force; nothing secret can be read from it."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    values["database_url"] = settings.database
    return {PREFIX + name.upper(): _shown(value) for name, value in values.items()}


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    text = str(value)
    if "://" not in text:
        return text
    try:
        return make_url(text).render_as_string(hide_password=True)
    except ArgumentError:
        return MASK


def page() -> str:
    """docs/settings.md, as Markdown."""
    rows = (
        f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return OPENING + "\n".join(rows) + "\n"


def _default(value: object) -> str:
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    sys.stdout.write(page())
