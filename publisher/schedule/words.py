"""What a person may write in schedule.yaml: words and colours, and what would be right when they are not."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from publisher.schedule import colour
from subscribers.nearest import nearest

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 64
BREAKS = re.compile(r"\s*[\n\r]\s*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Shape(BaseModel):
    """A mapping whose every key is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def wrong(what: str, mend: str = "") -> PydanticCustomError:
    """A sentence about a value, and how to mend it, to be raised inside a validator."""
    # Braces in the template would be read as fields, so both texts travel as fields themselves.
    return PydanticCustomError("wrong", "{what}", {"what": what, "mend": mend})


def text(value: Any) -> str:
    """One non-empty text on one line. Raises what pydantic turns into a fault."""
    if not isinstance(value, str):
        found = "a list" if isinstance(value, list) else "a mapping"
        raise wrong(f"{found} stands where one text belongs")
    if not value.strip():
        raise wrong("it has no value", "give one, or leave the key out")
    if CONTROL.search(value):
        raise wrong("a control character stands in it", "write the text without it")
    return BREAKS.sub(" ", value.strip())


def one_of(*allowed: str) -> BeforeValidator:
    """Exactly one of some words."""

    def check(value: Any) -> str:
        word = text(value)
        if word not in allowed:
            raise wrong(f"'{word}' is not known here", nearest(word, allowed))
        return word

    return BeforeValidator(check)


def one_or_more(value: Any) -> Any:
    """A list, or one text standing for a list of one."""
    if isinstance(value, str):
        return [text(value)]
    if isinstance(value, list) and value:
        return value
    raise wrong("a list of at least one belongs here" if isinstance(value, list) else "a list belongs here")


def whole_number(least: int, most: int) -> BeforeValidator:
    """Digits within bounds."""

    def check(value: Any) -> int:
        word = text(value)
        if not re.fullmatch(r"[0-9]{1,6}", word) or not least <= int(word) <= most:
            raise wrong(f"'{word}' is no number from {least} to {most}")
        return int(word)

    return BeforeValidator(check)


def _language(value: Any) -> str:
    word = text(value)
    if not LANGUAGE.fullmatch(word):
        raise wrong(f"'{word}' is no language tag", "write one such as en-GB or cy")
    return word


def _key(value: Any) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value) or len(value) > LONGEST_KEY:
        raise wrong(
            f"'{value}' cannot be a key",
            f"use small letters, digits and single hyphens, at most {LONGEST_KEY} characters",
        )
    return value


def _colour_on(ground: str, ground_words: str) -> BeforeValidator:
    def check(value: Any) -> str:
        word = text(value).lower()
        if not colour.is_colour(word):
            raise wrong(f"'{word}' is no colour", 'write six hexadecimal digits in quotes, as "#1d4f5c"')
        ratio = colour.contrast(word, ground)
        if ratio < colour.ENOUGH:
            shade = "darker" if ground == colour.WHITE else "lighter"
            # Rounded down, or 4.46 would be refused as 4.5.
            raise wrong(
                f"'{word}' on {ground_words} has a contrast of {int(ratio * 10) / 10}:1, too little to read",
                f"choose a {shade} one, at least {colour.ENOUGH}:1",
            )
        return word

    return BeforeValidator(check)


Line = Annotated[str, BeforeValidator(text)]
Key = Annotated[str, BeforeValidator(_key)]
Language = Annotated[str, BeforeValidator(_language)]
Colour = Annotated[str, _colour_on(colour.WHITE, "white")]
DarkColour = Annotated[str, _colour_on(colour.DARK_GROUND, "the dark ground")]
