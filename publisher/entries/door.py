"""The door for text: bytes that came from outside become one clean form of text, or a sentence why not."""

import re
import unicodedata

from publisher.errors import refuse

MAX_BYTES = 1_000_000
LINE_END = b"\n"

_LINE_ENDS = re.compile(r"\r\n?")
# Word's soft breaks and the Unicode line separators end lines in YAML and in some XML readers only;
# as spaces they mean the same everywhere.
_SOFT_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# What neither YAML nor XML may carry, and byte-order marks in the middle of text.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_ASTRAL_FORBIDDEN = re.compile(
    "[" + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)) + "]"
)
# They turn the order in which letters are shown, beyond the words that hold them: a title could show what it
# does not say. The marks that text from right to left needs (U+200E, U+200F, U+061C) stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """`text` with line ends as LF, in NFC, without control characters. Doing it again changes nothing."""
    text = _LINE_ENDS.sub("\n", text)
    text = _SOFT_BREAKS.sub(" ", text)
    text = _FORBIDDEN.sub("", text)
    text = unturned(_ASTRAL_FORBIDDEN.sub("", text))
    return unicodedata.normalize("NFC", text)


def line(text: str) -> str:
    """`text` as one clean line: what people say in a few words, a note or a reason."""
    return " ".join(clean(text).split())


def unturned(text: str) -> str:
    """`text` without the characters that turn the order in which what follows is shown."""
    return _TURNING.sub("", text)


def normalise(source: bytes, name: str, *, limit: int = MAX_BYTES) -> str:
    """The text of a file, cleaned; what is stored and exported.

    name: the file's name, for the sentence. Raises Refused for a file that is empty, larger than
    `limit` bytes, not UTF-8, or that holds a NUL.
    """
    if len(source) > limit:
        raise refuse(
            f"the file has {len(source):,} bytes; at most {limit:,} are read",
            where=name,
            mend="divide it, or link to the large part",
            code="too_large",
        )
    if b"\x00" in source:
        kind = "UTF-16" if source[:2] in (b"\xff\xfe", b"\xfe\xff") else "not text (it holds a NUL byte)"
        raise refuse(
            f"the file is {kind}",
            where=_line_of(source, source.index(b"\x00"), name),
            mend="save it as UTF-8",
            code="not_text",
        )
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(
            f"byte 0x{source[error.start]:02x} is not UTF-8; the file may be Latin-1 or Windows-1252",
            where=_line_of(source, error.start, name),
            mend="save it as UTF-8",
            code="not_utf8",
        ) from error
    text = clean(text)
    if not text.strip():
        raise refuse("the file is empty", where=name, code="empty")
    return text


def _line_of(source: bytes, position: int, name: str) -> str:
    before = source[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return f"{name}, line {before.count(LINE_END) + 1}"
