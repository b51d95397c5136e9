"""A site whose ledger owes work, and ways to damage its database file: bits that flip, ends that are lost."""

import random
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from publisher.delivery.post import post
from publisher.delivery.transports.outbox import Outbox
from publisher.store import instance
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.support import sites
from tests.support.ledgers import letterhead, opened

READERS = 400
LEFT = 40
LATER = "2100-01-01 00:00:00.000000"
FRAME, HEADER = 24, 32
PLACES = ("header", "schema", "page", "page", "cut", "log", "log cut")


@dataclass(frozen=True)
class Damage:
    """What was done to a copy: to which part, where; and what SQLite's own full check says of the result.

    as_in_a_power_cut: only the end of the log went; no one can tell.
    """

    part: str
    offset: int
    found: str
    as_in_a_power_cut: bool

    @property
    def noticeable(self) -> bool:
        """Whether the damage can be told from a digit that somebody wrote: structure, index or log."""
        return self.found != "ok" or (self.part == "log" and not self.as_in_a_power_cut)


def make(folder: Path) -> None:
    """In `folder`: var/, and two ledgers of one installation that owe LEFT of READERS letters.

    `whole.db` is all in one file; of `logged.db` the last transactions are in its log only.
    """
    var = folder / "var"
    engine = open_engine(f"sqlite:///{var / 'publisher.db'}")
    migrate(engine)
    now = datetime.now(UTC)
    opened(engine, READERS, now)
    with engine.begin() as conn:
        instance.settle(conn, var, sites.BASE, home=sites.BASE, now=now)
        conn.execute(
            text("UPDATE delivery SET next_due = :later WHERE id <= :n"), {"later": LATER, "n": LEFT}
        )
    _checkpoint(engine)
    assert post(engine, Outbox(folder / "sent"), letterhead()).accepted == READERS - LEFT
    with engine.begin() as conn:
        due = {"now": f"{now:%F %T}.000000", "n": LEFT}
        conn.execute(text("UPDATE delivery SET next_due = :now WHERE id <= :n"), due)
    for end in ("", "-wal"):
        shutil.copy(f"{var / 'publisher.db'}{end}", folder / f"logged.db{end}")
    _checkpoint(engine)
    engine.dispose()
    (var / "publisher.db").rename(folder / "whole.db")


def _checkpoint(engine: Engine) -> None:
    with engine.connect() as conn:
        conn.exec_driver_sql("ROLLBACK")
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def damage(folder: Path, var: Path, part: str, chance: random.Random) -> Damage:
    """A copy of the ledger as an installation's own in `var`, damaged in `part` at a place of chance."""
    shutil.copytree(folder / "var", var)
    target = var / "publisher.db"
    source = folder / ("logged.db" if part.startswith("log") else "whole.db")
    shutil.copy(source, target)
    hurt = target
    if part.startswith("log"):
        hurt = Path(f"{target}-wal")
        shutil.copy(f"{source}-wal", hurt)
    raw = bytearray(hurt.read_bytes())
    spans = {"header": (0, 100), "schema": (100, 4096), "page": (4096, len(raw))}
    offset = chance.randrange(*spans.get(part, (0, len(raw))))
    cut_short = part == "log cut" or (part == "log" and offset >= last_but_one(bytes(raw)))
    if part.endswith("cut"):
        del raw[offset:]
    else:
        raw[offset] ^= 1 << chance.randrange(8)
    hurt.write_bytes(raw)
    return Damage(part, offset, _found(target), cut_short)


def last_but_one(log: bytes) -> int:
    """Where the last but one transaction of a log begins."""
    page = int.from_bytes(log[8:12])
    frames = range(HEADER, len(log), FRAME + page)
    ends = [at + FRAME + page for at in frames if log[at + 4 : at + 8] != bytes(4)]
    return [HEADER, HEADER, *ends][-3]


def _found(database: Path) -> str:
    """What SQLite says of a copy of the copy, so that its looking changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "asked.db"
        for end in ("", "-wal"):
            if Path(f"{database}{end}").exists():
                shutil.copy(f"{database}{end}", f"{copy}{end}")
        opened = sqlite3.connect(copy)
        try:
            return str(opened.execute("PRAGMA integrity_check").fetchone()[0])
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return str(error)
        finally:
            opened.close()
