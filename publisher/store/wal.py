"""SQLite's write-ahead log as a file: whether it is broken before its end, which SQLite takes for its end."""

import struct
from pathlib import Path
from typing import BinaryIO

HEADER, FRAME = 32, 24
BIG_ENDIAN = {0x377F0682: False, 0x377F0683: True}  # which order of bytes the sums are made in
LOOKS = 10

Sum = tuple[int, int]


def is_broken(log: Path) -> bool:
    """Whether the log has lost something that was durable: SQLite would forget what follows.

    A last transaction that is torn is what a power cut leaves; that one is not missed. But where another
    was begun behind a damaged one, the damaged one had been flushed to disk. May be asked while others
    write: what is being written just now looks different a moment later. The format:
    sqlite.org/fileformat2.html §4.
    """
    if not log.exists():
        return False
    before: tuple[bytes, int] | None = None
    # Unbuffered, or the second look would see what the first one did.
    with log.open("rb", buffering=0) as file:
        for _ in range(LOOKS):
            found = _first_break(file)
            if found is None:
                return False
            if found == before:
                return True
            before = found
    return False


def _first_break(file: BinaryIO) -> tuple[bytes, int] | None:
    """The log's header and the number of the first frame that is damaged, 0 for the header itself."""
    file.seek(0)
    header = file.read(HEADER)
    if len(header) < HEADER:
        return None
    magic, _, page_size, _, *_ = struct.unpack(">8I", header)
    size = 65536 if page_size == 1 else page_size
    big = BIG_ENDIAN.get(magic, False)
    if magic not in BIG_ENDIAN or _sum((0, 0), header[:24], big) != struct.unpack(">2I", header[24:]):
        return (header, 0) if file.read(1) else None
    salts, seed = header[16:24], struct.unpack(">2I", header[24:])
    number, broken_at, committed = 0, 0, False
    while len(frame := file.read(FRAME)) == FRAME:
        number += 1
        stored = struct.unpack(">2I", frame[16:])
        # Behind a break only the frame after a commit tells whether the log went on.
        if frame[8:16] == salts and (committed or not broken_at):
            fits = _sum(_sum(seed, frame[:8], big), file.read(size), big) == stored
        else:
            file.seek(size, 1)
            fits = False
        if fits and broken_at:
            return header, broken_at
        if not fits and not broken_at:
            broken_at = number
        committed, seed = frame[4:8] != bytes(4), stored
    return None


def _sum(seed: Sum, octets: bytes, big: bool) -> Sum:
    """SQLite's running sum over pairs of 32-bit words."""
    words = struct.unpack(f"{'>' if big else '<'}{len(octets) // 4}I", octets[: len(octets) // 4 * 4])
    first, second = seed
    for even, odd in zip(words[::2], words[1::2], strict=False):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
