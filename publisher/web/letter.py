"""A mail in the outbox folder, read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

SHOWN = (
    "From",
    "To",
    "Reply-To",
    "Date",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Archived-At",
)


@dataclass(frozen=True)
class Letter:
    """One .eml file: its number is the delivery's; `headers` are those worth seeing; `html` may be empty."""

    number: int
    subject: str
    to: str
    date: datetime | None
    headers: list[tuple[str, str]]
    text: str
    html: str
    source: bytes
    size: int


@dataclass(frozen=True)
class Subject:
    """A line of the outbox's list."""

    number: int
    subject: str
    to: str
    date: datetime | None


def read_letter(folder: Path, number: int) -> Letter | None:
    """The letter with this number, or None."""
    try:
        source = _path(folder, number).read_bytes()
    except FileNotFoundError:
        return None
    message = BytesParser(policy=policy.default).parsebytes(source)
    return Letter(
        number=number,
        subject=_header(message, "Subject"),
        to=_header(message, "To"),
        date=_date(message),
        headers=[(name, value) for name in SHOWN if (value := _header(message, name))],
        text=_part(message, "plain"),
        html=_part(message, "html"),
        source=source,
        size=len(source),
    )


def subjects(folder: Path, numbers: Sequence[int]) -> list[Subject]:
    """List lines for these letters; one that has gone meanwhile is left out."""
    found: list[Subject] = []
    for number in numbers:
        try:
            with _path(folder, number).open("rb") as file:
                message = BytesHeaderParser(policy=policy.default).parse(file)
        except FileNotFoundError:
            continue
        found.append(Subject(number, _header(message, "Subject"), _header(message, "To"), _date(message)))
    return found


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:08d}.eml"


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message[name] or "").split())


def _date(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _part(message: EmailMessage, sort: str) -> str:
    part = message.get_body((sort,))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""
