"""What an import reads: files, folders and addresses become named bytes of a known form."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from publisher.errors import refuse

SourceForm = Literal["markdown", "text", "html", "word", "csv", "feed"]
MOST_BYTES = 20_000_000
MOST_TEXT = 5_000_000
MOST_FILES = 2_000
ENDINGS: dict[str, SourceForm] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "word",
    ".csv": "csv",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
}
OLD_WORD = {
    ".doc": "an old Word document",
    ".docm": "a Word document with macros",
    ".dotm": "a Word template with macros",
    ".rtf": "rich text",
    ".odt": "an OpenDocument text",
    ".pdf": "a PDF",
}
# Front matter that was begun: an entry's file whose second line of dashes is missing is no page.
_LEFT_OPEN = re.compile(
    rb"(?:\xef\xbb\xbf)?---[ \t]*(?:\r\n?|\n)(?:[^\r\n]+(?:\r\n?|\n))*?(?:title|kind|date)[ \t]*:"
)
Fetch = Callable[[str], tuple[bytes, str, str]]


@dataclass(frozen=True)
class Source:
    """name: as sentences call it; data: the bytes; form: how to read them; address: where they came from."""

    name: str
    data: bytes
    form: SourceForm
    address: str = ""


def gather(places: Sequence[str], fetch: Fetch) -> list[Source]:
    """The sources at paths of files or folders, or http(s) addresses, folders in the order of their names.

    fetch: gives (bytes, media type, final address) of an address. Raises Refused for what is not there,
    is too large, or is of a form that cannot be read.
    """
    found: list[Source] = []
    for place in places:
        if place.lower().startswith(("http://", "https://")):
            data, media_type, address = fetch(place)
            found.append(Source(place, data, _form_of_media(media_type, data), address))
            continue
        path = Path(place)
        if path.is_dir():
            inside = list(_inside(path))
            if not inside:
                raise refuse("the folder holds nothing that can be imported", where=place, code="empty")
            found += [_read(one) for one in inside]
        else:
            found.append(_read(path))
    return found


def _inside(folder: Path) -> Iterator[Path]:
    paths = sorted(
        p for p in folder.rglob("*") if p.suffix.lower() in ENDINGS and not p.name.startswith((".", "~$"))
    )
    if len(paths) > MOST_FILES:
        raise refuse(
            f"the folder holds {len(paths):,} files; at most {MOST_FILES:,} are read at once",
            where=str(folder),
            code="too_many",
        )
    for path in paths:
        if (
            path.is_file()
            and path.resolve().is_relative_to(folder.resolve())
            and path.name.lower() != "readme.md"
        ):
            yield path


def _read(path: Path) -> Source:
    name = str(path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise refuse("it is no ordinary file", where=name, code="not_a_file")
        form = form_of(path.name)
        most = MOST_BYTES if form == "word" else MOST_TEXT
        if size > most:
            raise _too_large(size, most, name)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        said = (
            "there is no such file"
            if isinstance(error, FileNotFoundError)
            else f"it cannot be read ({error.__class__.__name__})"
        )
        raise refuse(said, where=name, mend="check the path", code="unreadable") from error
    if form in ("text", "html") and data[:4] == b"PK\x03\x04":
        form = "word"
    if form == "text" and _front_matter(data):
        form = "markdown"
    if form == "markdown" and not (_front_matter(data) or _LEFT_OPEN.match(data)):
        form = "text"
    return Source(name, data, form)


def _front_matter(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf")[:3] == b"---" and b"\n---" in data[3:].replace(b"\r", b"\n")


def form_of(name: str) -> SourceForm:
    """The form that a file's ending tells. Raises Refused for one that is not read, saying what to do."""
    ending = Path(name).suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    what = OLD_WORD.get(ending, f"a file ending in '{ending}'" if ending else "a file without an ending")
    raise refuse(
        f"{what} cannot be read",
        where=name,
        mend="save it as .docx, or paste its text into a .txt file",
        code="form",
    )


def _form_of_media(media_type: str, data: bytes) -> SourceForm:
    kind = media_type.split(";")[0].strip().lower()
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if (
        start.startswith(b"<?xml")
        or b"<rss" in start
        or b"<feed" in start
        or kind.endswith(("rss+xml", "atom+xml"))
    ):
        return "feed" if b"<html" not in start else "html"
    if "wordprocessingml" in kind or data[:4] == b"PK\x03\x04":
        return "word"
    if kind == "text/csv":
        return "csv"
    return "text" if kind in ("text/plain", "text/markdown") else "html"


def _too_large(size: int, most: int, name: str) -> Exception:
    return refuse(
        f"it has {size / 1_000_000:.0f} MB; at most {most // 1_000_000} MB are read",
        where=name,
        mend="divide it, or take its pictures out",
        code="too_large",
    )
