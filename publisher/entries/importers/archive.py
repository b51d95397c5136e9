"""The limits on a zip archive that a stranger made, checked while it is read, before anything else reads."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from publisher.errors import Refused, refuse

MOST_TOTAL = 100_000_000
MOST_RATIO = 100
MOST_ENTRIES = 2_000
RATIO_MATTERS_FROM = 1_000_000
_CHUNK = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_archive(data: bytes, name: str) -> dict[str, bytes]:
    """Every part of the archive by its name.

    Raises Refused: no archive, encrypted, unsafe or doubled names, too many parts, too large unpacked.
    """
    if data.startswith(_OLE):
        raise refuse(
            "it is an old or password-protected Word document",
            where=name,
            mend="open it in Word, take the password off and save it as .docx",
            code="encrypted_or_old",
        )
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise _broken(name) from error
    _check_directory(infos, data, name)
    parts: dict[str, bytes] = {}
    total = 0
    for info in infos:
        if info.is_dir():
            continue
        parts[info.filename], total = _part(archive, info, total, name)
    return parts


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, total: int, name: str) -> tuple[bytes, int]:
    pieces, size = [], 0
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                size, total = size + len(chunk), total + len(chunk)
                ratio = size / max(info.compress_size, 1)
                if total > MOST_TOTAL or (size > RATIO_MATTERS_FROM and ratio > MOST_RATIO):
                    raise refuse(
                        f"unpacked it would grow beyond {MOST_TOTAL // 1_000_000} MB or {MOST_RATIO} "
                        f"times its size",
                        where=f"{name}, {info.filename[:80]}",
                        mend="is it really a Word document? Open it in Word and save it again",
                        code="archive_limits",
                    )
                pieces.append(chunk)
    except Refused:
        raise
    except Exception as error:  # zlib, bz2 and lzma each have their own
        raise _broken(name) from error
    return b"".join(pieces), total


def _check_directory(infos: list[zipfile.ZipInfo], data: bytes, name: str) -> None:
    if len(infos) > MOST_ENTRIES:
        raise refuse(
            f"it holds {len(infos):,} parts; at most {MOST_ENTRIES:,} are read",
            where=name,
            code="archive_limits",
        )
    seen: set[str] = set()
    offsets: set[int] = set()
    declared = 0
    for info in infos:
        path = info.filename
        unsafe = (
            path.startswith(("/", "\\"))
            or "\\" in path
            or ":" in path
            or "\0" in path
            or ".." in PurePosixPath(path).parts
            or (info.external_attr >> 16) & 0o170000 in (0o120000, 0o020000, 0o060000, 0o010000)
        )
        if unsafe or path.casefold() in seen:
            raise refuse(
                f"a part of it is called '{path[:80]}', which is not safe",
                where=name,
                mend="open it in Word and save it again",
                code="unsafe_name",
            )
        if info.flag_bits & 1:
            raise refuse(
                "it is encrypted",
                where=name,
                mend="take the password off and save it again",
                code="encrypted_or_old",
            )
        declared += info.file_size
        seen.add(path.casefold())
        if info.header_offset in offsets:
            raise refuse(
                "its parts overlap",
                where=name,
                mend="open it in Word and save it again",
                code="archive_limits",
            )
        offsets.add(info.header_offset)
    if declared > MOST_TOTAL or sum(info.compress_size for info in infos) > len(data):
        raise refuse(
            f"unpacked it would have {declared / 1_000_000:,.0f} MB; at most {MOST_TOTAL // 1_000_000} "
            f"MB are read",
            where=name,
            mend="is it really a Word document? Open it in Word and save it again",
            code="archive_limits",
        )


def _broken(name: str) -> Refused:
    return refuse(
        "it is no Word document: it cannot be opened as one",
        where=name,
        mend="open it in Word and save it as .docx",
        code="not_docx",
    )
