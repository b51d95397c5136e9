"""SQLite's write-ahead log as a file: whether it is broken before its end, which SQLite takes for its end."""

import struct
from pathlib import Path
from typing import BinaryIO

HEADER, FRAME = 32, 24
BIG_ENDIAN = {0x377F0682: False, 0x377F0683: True}  # which order of bytes the sums are made in
LOOKS = 3

Sum = tuple[int, int]


def is_broken(log: Path) -> bool:
    """Whether the log has lost something that was durable: SQLite would forget what follows.

    A last transaction that is torn is what a power cut leaves; that one is not missed. But where a whole
    transaction was begun behind a damaged one, the damaged one had been flushed to disk. The format:
    sqlite.org/fileformat2.html §4. May be asked while others write.
    """
    if not log.exists():
        return False
    with log.open("rb") as file:
        for _ in range(LOOKS):
            begun = file.read(HEADER)
            broken = _is_broken(begun, file)
            file.seek(0)
            if file.read(HEADER) == begun:
                return broken
            file.seek(0)  # it was begun anew under our eyes
    return False


def _is_broken(header: bytes, file: BinaryIO) -> bool:
    if len(header) < HEADER:
        return False
    magic, _, page_size, _, *_ = struct.unpack(">8I", header)
    size = 65536 if page_size == 1 else page_size
    big = BIG_ENDIAN.get(magic, False)
    if magic not in BIG_ENDIAN or _sum((0, 0), header[:24], big) != struct.unpack(">2I", header[24:]):
        return bool(file.read(1))
    salts, seed = header[16:24], struct.unpack(">2I", header[24:])
    whole, committed = True, False
    while len(frame := file.read(FRAME)) == FRAME:
        ours = frame[8:16] == salts
        if not ours or not (whole or committed):
            file.seek(size, 1)
            fits = False
        else:
            fits = _sum(_sum(seed, frame[:8], big), file.read(size), big) == struct.unpack(">2I", frame[16:])
        if fits and committed and not whole:
            return True
        whole = whole and fits
        committed = frame[4:8] != b"\0\0\0\0"
        seed = struct.unpack(">2I", frame[16:])
    return False


def _sum(seed: Sum, octets: bytes, big: bool) -> Sum:
    """SQLite's running sum over pairs of 32-bit words."""
    words = struct.unpack(f"{'>' if big else '<'}{len(octets) // 4}I", octets[: len(octets) // 4 * 4])
    first, second = seed
    for even, odd in zip(words[::2], words[1::2], strict=False):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
