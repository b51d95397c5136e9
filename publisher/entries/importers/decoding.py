"""Bytes become text once, at the door: encodings, line ends, and characters nobody can print."""

import re
import unicodedata

from publisher.errors import refuse

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)


def decode(data: bytes, name: str, declared: str = "") -> str:
    """Text of `data`: UTF-8, UTF-16 with its mark, or the encoding it declares; NFC, '\\n' line ends.

    Raises Refused, with the line, when the bytes are no text or in an encoding they do not declare.
    """
    encoding = "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif declared:
        encoding = declared
    if encoding != "utf-16" and b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise refuse(
            "it holds NUL bytes, which no text has",
            where=f"{name}, line {line}",
            mend="save it as plain text (UTF-8) and import that",
            code="not_text",
        )
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise refuse(
            f"it says its encoding is '{declared[:40]}', which is none we know",
            where=name,
            mend="save it as UTF-8",
            code="encoding",
        ) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(
            f"byte 0x{data[error.start]:02x} is not {'UTF-8' if encoding == 'utf-8-sig' else encoding}"
            + (" (perhaps the file is Windows-1252 or Latin-1)" if encoding == "utf-8-sig" else ""),
            where=f"{name}, line {line}",
            mend="save the file as UTF-8 and import it again",
            code="encoding",
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x85", "\n")
    return _CONTROL.sub("", unicodedata.normalize("NFC", text))
