"""The pages about schedule.yaml and the settings are what the models say, and no key goes unexplained."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from publisher.cli import settings_view
from publisher.schedule import reference
from publisher.schedule.marked import Plain, read_marked
from publisher.schedule.wrongs import by_key
from publisher.settings import Settings

ROOT = Path(__file__).parents[2]
MEND = "run `make docs`"


def test_the_page_about_the_schedule_is_what_the_models_say() -> None:
    assert (ROOT / "docs/schedule.md").read_text(encoding="utf-8") == reference.page(), MEND


def test_the_page_about_the_settings_is_what_their_fields_say() -> None:
    assert (ROOT / "docs/settings.md").read_text(encoding="utf-8") == settings_view.page(), MEND


@pytest.mark.parametrize(("path", "model"), reference.models().items())
def test_every_key_of_the_schedule_is_explained(path: str, model: type[BaseModel]) -> None:
    assert [key for key, field in by_key(model).items() if not field.description] == [], path
    assert model.__doc__


def test_every_setting_is_explained() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_sample_shows_every_key_a_new_site_is_likely_to_want() -> None:
    shown = keys(read_marked(ROOT / "schedule.yaml").content)
    known = {key for model in reference.models().values() for key in by_key(model)}
    rare = {"colour_dark", "cron", "daily", "since", "late_after", "topics"}
    assert known - shown <= rare


def keys(content: Plain) -> set[str]:
    if isinstance(content, dict):
        return set(content).union(*map(keys, content.values()))
    return set().union(*map(keys, content)) if isinstance(content, list) else set()
