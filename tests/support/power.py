"""The power fails under a posting process: what the disk had been told to keep is all that is left of its ledger."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from tests.support.crew import wait_for

SECTOR = 512
PATIENCE = 20.0


@dataclass(frozen=True)
class Cut:
    """What the cut left. flushed: how many flushes the process had asked for and got."""

    database: Path
    flushed: int


def cut_power(
    engine: Engine,
    command: Sequence[str],
    folder: Path,
    *,
    at: int,
    enough: int = 0,
    mails: Sequence[object] = (),
    preload: str = "",
) -> Cut:
    """Run `command`, which posts from `engine`'s file, and cut the power after its flush number `at`.

    It is stopped at that flush, when the ledger is copied as the disk then has it; it goes on, with whatever that
    flush allowed, until it asks for the next one; then it is killed. A process that asks for no flush at all is
    killed when `mails` are `enough`, and leaves the ledger as it was. preload: a library to load before all others.
    """
    database, kept, said = Path(str(engine.url.database)), folder / "kept.db", folder / "strace"
    _copy(database, kept)
    inject = f"inject=fdatasync:signal=SIGSTOP:when={at}+"
    given = ["strace", "-f", "-o", str(said), "-e", "trace=fdatasync", "-e", inject]
    given += ["-E", f"LD_PRELOAD={preload}"] if preload else []
    strace = subprocess.Popen([*given, *command])
    try:
        wait_for(
            lambda: bool(_stops(said)) or (enough and len(mails) >= enough) or strace.poll() is not None,
            PATIENCE,
        )
        if _stops(said):
            time.sleep(0.1)
            _copy(database, kept)
            _children_of(strace.pid, signal.SIGCONT)
            wait_for(lambda: len(_stops(said)) > 1 or strace.poll() is not None)
        time.sleep(0.1)
    finally:
        _children_of(strace.pid, signal.SIGKILL)
        strace.wait(PATIENCE)
    flushed = at if _stops(said) else 0
    return Cut(kept, flushed)


def torn(cut: Cut, engine: Engine, chance: random.Random) -> None:
    """Some of what was written since the last flush reached the disk, sector by sector, in no order."""
    log, kept = Path(f"{engine.url.database}-wal"), Path(f"{cut.database}-wal")
    durable, written = kept.stat().st_size if kept.exists() else 0, log.read_bytes()
    with kept.open("r+b" if durable else "wb") as file:
        for at in range(durable, len(written), SECTOR):
            file.seek(at)
            file.write(written[at : at + SECTOR] if chance.random() < 0.5 else bytes(SECTOR))


def _copy(database: Path, target: Path) -> None:
    for end in ("", "-wal"):
        Path(f"{target}{end}").unlink(missing_ok=True)
        if Path(f"{database}{end}").exists():
            shutil.copy(f"{database}{end}", f"{target}{end}")


def _stops(said: Path) -> list[str]:
    lines = said.read_text(encoding="utf-8").splitlines() if said.exists() else []
    return [line for line in lines if "--- SIGSTOP {" in line]


def _children_of(process: int, sign: signal.Signals) -> None:
    children = Path(f"/proc/{process}/task/{process}/children")
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended by itself
        for child in children.read_text(encoding="ascii").split():
            os.kill(int(child), sign)
