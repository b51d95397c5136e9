"""What a person may write in schedule.yaml: addresses of people, pages and lists, and a time zone."""

import difflib
import re
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator

from publisher.schedule.words import text, wrong


def _address(value: Any) -> str:
    word = text(value)
    try:
        return validate_email(word, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise wrong(f"'{word}' is no e-mail address", str(error)) from error


def _web_address(value: Any) -> str:
    word = text(value)
    try:
        parts = urlsplit(word)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or re.search(r"[\s<>\"\\]", word):
        raise wrong(f"'{word}' is no web address", "write it as https://www.example.org")
    return word


def base_address(value: Any) -> str:
    """The address of a site without a slash at its end. Raises what pydantic turns into a fault."""
    word = _web_address(value)
    parts = urlsplit(word)
    if parts.query or parts.fragment or parts.username or parts.password:
        raise wrong(f"'{word}' is more than a base address", "write only scheme, host and, if any, path")
    return word.rstrip("/")


def _domain(value: Any) -> str:
    word = text(value)
    if not re.fullmatch(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", word):
        raise wrong(f"'{word}' is no domain", "write one such as lists.example.org, in small letters")
    return word


def _zone(value: Any) -> ZoneInfo:
    word = text(value)
    known = available_timezones()
    if word not in known:
        near = difflib.get_close_matches(word, known, 1)
        raise wrong(
            f"'{word}' is no time zone",
            f"did you mean '{near[0]}'?" if near else "write a name such as Europe/London",
        )
    return ZoneInfo(word)


Address = Annotated[str, BeforeValidator(_address)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
BaseAddress = Annotated[str, BeforeValidator(base_address)]
Domain = Annotated[str, BeforeValidator(_domain)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
