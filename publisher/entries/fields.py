"""The fields of front matter: each value checked, each fault with its line, key and nearest known word."""

import mimetypes
import re
from collections.abc import Iterable
from datetime import date as Day  # noqa: N812 - as in entry.py
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from publisher.entries.dates import NotADate, end_of, read_date, read_moment, start_of
from publisher.entries.entry import Enclosure, EntryDate, Relation
from publisher.entries.marked_yaml import Value
from publisher.entries.web_address import is_web_address
from subscribers.faults import Fault
from subscribers.nearest import nearest

KEYS = (
    "title",
    "kind",
    "date",
    "for",
    "except",
    "topics",
    "summary",
    "starts",
    "ends",
    "book_by",
    "place",
    "price",
    "member_price",
    "level",
    "link",
    "enclosure",
    "language",
    "release",
    "expires",
    "replaces",
    "follows-up",
    "author",
)
MAX_LINE = 1_000
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SLUG = 120
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def known_word(text: str, known: dict[str, str]) -> str | None:
    """The key that `text` names by itself or by its title, whatever the case; else None."""
    folded = text.casefold()
    if folded in known:
        return folded
    return next((key for key, title in known.items() if folded in (key.casefold(), title.casefold())), None)


class Fields:
    """Reads one entry's values by key; what is wrong is gathered in `faults` and the value left empty."""

    def __init__(self, values: dict[str, Value], name: str) -> None:
        self.faults: list[Fault] = []
        self._name = name
        self._values: dict[str, Value] = {}
        for written, value in values.items():
            key = written if written in KEYS else written.replace("-", "_").lower()
            key = "follows-up" if key == "follows_up" else key
            if key not in KEYS:
                self._fault(
                    value, written, f"there is no key '{written}'", nearest(written, KEYS), "unknown_key"
                )
            elif key in self._values:
                self._fault(value, written, f"'{key}' is there twice", "keep one of the two", "duplicate_key")
            else:
                self._values[key] = value

    def text(self, key: str) -> str:
        """One line of text; a list or mapping is a fault."""
        value = self._values.get(key)
        if value is None:
            return ""
        if not isinstance(value.value, str):
            self._fault(value, key, "a list or mapping stands where text should", "write one value")
            return ""
        text = " ".join(value.value.split())
        if len(text) > MAX_LINE:
            self._fault(
                value, key, f"{len(text):,} characters; at most {MAX_LINE:,} fit", "shorten it", "too_long"
            )
        return text

    def texts(self, key: str) -> list[tuple[str, Value]]:
        """A list of texts; one text alone counts as a list of one."""
        value = self._values.get(key)
        if value is None or value.value == "":
            return []
        items = value.value if isinstance(value.value, list) else [value]
        found = []
        for item in items:
            if not isinstance(item.value, str):
                self._fault(item, key, "a list or mapping stands where text should", "write one value")
            elif item.value.split():
                found.append((" ".join(item.value.split()), item))
        return found

    def word(self, key: str, known: Iterable[str], noun: str, code: str) -> str:
        """One of the known words, required."""
        text = self.text(key)
        choices = list(known)
        if not text:
            self.fault(key, f"there is no {key}", f"write one of {', '.join(choices)}", "missing")
        elif text.lower() not in choices:
            self.fault(key, f"'{text}' is no {noun}", nearest(text, choices), code)
        return text.lower()

    def words(self, key: str, known: dict[str, str], noun: str, code: str) -> tuple[str, ...]:
        """Known words (key → title) in the order written, each once; titles count as their keys."""
        found: dict[str, None] = {}
        for text, value in self._split(key):
            if (word := known_word(text, known)) is not None:
                found[word] = None
            else:
                self._fault(value, key, f"'{text}' is no {noun}", nearest(text, known), code)
        return tuple(found)

    def _split(self, key: str) -> list[tuple[str, Value]]:
        return [
            (part.strip(), value)
            for text, value in self.texts(key)
            for part in text.split(",")
            if part.strip()
        ]

    def date(self) -> EntryDate | None:
        """The date the entry bears."""
        text = self.text("date")
        try:
            return read_date(text) if text else None
        except NotADate as error:
            self.fault("date", str(error), "write 2026-09-14, or 2026-09 for a month", "bad_date")
            return None

    def moment(self, key: str, zone: ZoneInfo) -> Day | datetime | None:
        """A day or a time."""
        text = self.text(key)
        try:
            return read_moment(text, zone) if text else None
        except NotADate as error:
            self.fault(key, str(error), "write 2026-09-14, or 2026-09-14T09:30 for a time", "bad_date")
            return None

    def instant(self, key: str, zone: ZoneInfo, *, closing: bool) -> datetime | None:
        """A time; a day alone means its first moment, or its end when `closing`."""
        moment = self.moment(key, zone)
        if moment is None or isinstance(moment, datetime):
            return moment
        try:
            return end_of(moment, zone) if closing else start_of(moment, zone)
        except OverflowError:
            self.fault(key, f"'{moment}' is out of the calendar", "write a nearer day", "bad_date")
            return None

    def url(self, key: str) -> str:
        """An absolute web address."""
        text = self.text(key)
        if text and not is_web_address(text):
            self.fault(
                key, f"'{text}' is no web address", "write it whole, beginning with https://", "bad_link"
            )
        return text

    def enclosure(self) -> Enclosure | None:
        """A file: its address alone, or {url, type, length}."""
        value = self._values.get("enclosure")
        if value is None or value.value == "":
            return None
        parts = {"url": value} if isinstance(value.value, str) else value.value
        if not isinstance(parts, dict):
            self._fault(
                value, "enclosure", "a list stands where one file should", "write url, type and length"
            )
            return None
        for key, part in parts.items():
            if key not in ("url", "type", "length") or not isinstance(part.value, str):
                self._fault(part, "enclosure", f"'{key}' is not read here", "write url, type and length")
                return None
        url, media_type, length = (
            str(parts[key].value).strip() if key in parts else "" for key in ("url", "type", "length")
        )
        media_type = (
            media_type.lower()
            or mimetypes.guess_type(urlsplit(url).path if is_web_address(url) else "")[0]
            or ""
        )
        if not is_web_address(url):
            self._fault(value, "enclosure", f"'{url}' is no web address", "write url: https://…", "bad_link")
        elif not _MEDIA_TYPE.fullmatch(media_type):
            self._fault(
                value,
                "enclosure",
                f"'{media_type}' is no media type",
                "write type: application/pdf or the like",
            )
        elif length and not re.fullmatch(r"[0-9]{1,15}", length):
            self._fault(
                value, "enclosure", f"the length '{length}' is no number of bytes", "write digits only"
            )
        else:
            return Enclosure(url, media_type, int(length or 0))
        return None

    def language(self) -> str:
        """A language tag (BCP 47), or empty for the site's own."""
        text = self.text("language")
        if text and not LANGUAGE.fullmatch(text):
            self.fault(
                "language", f"'{text}' is no language tag", "write en-GB, cy or the like", "bad_language"
            )
        return text

    def relations(self, slug: str) -> tuple[Relation, ...]:
        """Ties to other entries, by their slugs."""
        found: dict[Relation, None] = {}
        for sort in ("replaces", "follows-up"):
            for text, value in self._split(sort):
                if not SLUG.fullmatch(text) or len(text) > MAX_SLUG:
                    self._fault(
                        value, sort, f"'{text}' is no entry's name", "write the file's name without .md"
                    )
                elif text == slug:
                    self._fault(value, sort, "an entry cannot be tied to itself", "name the other entry")
                else:
                    found[Relation(sort, text)] = None
        return tuple(found)

    def fault(self, key: str, what: str, mend: str = "", code: str = "refused") -> None:
        """Note what is wrong with a key, there or missing."""
        self._fault(self._values.get(key), key, what, mend, code)

    def _fault(self, value: Value | None, key: str, what: str, mend: str = "", code: str = "refused") -> None:
        line = f", line {value.line}" if value else ""
        self.faults.append(Fault(what, f"{self._name}{line}, {key}", mend, code))
