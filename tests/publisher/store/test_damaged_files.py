"""A database file that was damaged: what can be noticed is refused in a sentence, and nothing is sent from it."""

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from publisher.clock.alarm import Look
from publisher.delivery.transports.outbox import Outbox
from publisher.errors import Refused
from publisher.jobs.postroom import Postroom
from publisher.jobs.work import work
from publisher.store.engine import open_engine
from tests.publisher.cli.office import Office, Said
from tests.support import damage
from tests.support.damage import LEFT, PLACES, Damage
from tests.support.ledgers import letterhead

COMMANDS = (("post",), ("publish", "weekly", "--yes"), ("runs", "list"))
SEED = 20261124


class Stricken(Office):
    """An office whose ledger owes letters, to be damaged again and again."""

    def strike(self, part: str, chance: random.Random) -> tuple[Damage, Path]:
        """A var folder whose database is damaged in `part`."""
        var = self.folder / f"var-{chance.randrange(10**9)}"
        self.patch.setenv("PUBLISHER_VAR", str(var))
        return damage.damage(self.folder, var, part, chance), var


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Stricken:
    made = Stricken(tmp_path, capsys, monkeypatch)
    damage.make(tmp_path)
    return made


def readers_in(outbox: Path) -> Counter[str]:
    """Which readers got a letter how often. The office's own letters are left out."""
    found = (file.read_bytes().partition(b"\nTo: ")[2].split(b"\n")[0] for file in outbox.glob("*.eml"))
    return Counter(to.decode().strip() for to in found if b"reader" in to)


def refused(said: Said) -> bool:
    """One sentence that says how to go on."""
    return said.code == 1 and said.err.count("\n") == 1 and "publisher restore" in said.err


def same_words(one: Path, another: Path) -> bool:
    """Whether two databases say the same in every row."""
    opened = [sqlite3.connect(path) for path in (one, another)]
    try:
        return list(opened[0].iterdump()) == list(opened[1].iterdump())
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False
    finally:
        for each in opened:
            each.close()


@pytest.mark.parametrize(
    "places", [14, pytest.param(200, marks=pytest.mark.slow), pytest.param(3_000, marks=pytest.mark.soak)]
)
def test_nothing_is_sent_from_a_damaged_ledger_and_the_sentence_says_how_to_go_on(
    places: int, office: Stricken
) -> None:
    """F-C9."""
    chance, met = random.Random(SEED), Counter[str]()
    for number in range(places):
        struck, var = office.strike(PLACES[number % len(PLACES)], chance)
        unharmed = same_words(copied(var), office.folder / "whole.db")
        command = COMMANDS[number % 3]
        said, sent = office.run(*command), readers_in(var / "outbox")
        where = (SEED, number, struck, command, said)
        assert said.code in (0, 1) and "Traceback" not in said.err, where
        assert said.code == 0 or said.err.count("\n") == 1, where
        if struck.noticeable:
            met["noticed"] += 1
            assert not sent, where
            assert refused(said) or command == COMMANDS[2], where
        elif unharmed and said.code == 0 and command != COMMANDS[2]:
            met["unharmed"] += 1
            assert len(sent) == LEFT and set(sent.values()) == {1}, where
        else:
            met["beyond notice, or only read"] += 1
            assert max(sent.values(), default=0) <= 1, where
        shutil.rmtree(var)
    assert met["noticed"] > places / 5 and (places < 100 or met["unharmed"]), met


def copied(var: Path) -> Path:
    """A copy of the database, so that asking it changes nothing."""
    folder = var / "asked"
    folder.mkdir()
    for file in var.glob("publisher.db*"):
        shutil.copy(file, folder / file.name)
    return folder / "publisher.db"


@pytest.fixture
def struck(office: Stricken) -> Path:
    """A var folder whose ledger has a page that is noise, under a table that every sender reads."""
    _, var = office.strike("header", random.Random(0))
    shutil.copy(office.folder / "whole.db", var / "publisher.db")
    raw = bytearray((var / "publisher.db").read_bytes())
    opened = sqlite3.connect(office.folder / "whole.db")
    root = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'delivery'").fetchone()[0]
    opened.close()
    raw[(root - 1) * 4096 : root * 4096] = b"\xf7" * 4096
    (var / "publisher.db").write_bytes(raw)
    return var


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["post", "publish weekly --yes", "worker", "serve", "clock", "backup BACKUP", "check", "runs show 1"],
)
def test_every_command_ends_with_the_sentence(command: str, office: Stricken, struck: Path) -> None:
    given = command.replace("BACKUP", str(office.folder / "backup")).split()
    process = subprocess.run(
        [sys.executable, "-m", "publisher", *given], capture_output=True, text=True, timeout=30
    )
    assert process.returncode == 1
    said = [line for line in (process.stderr + process.stdout).splitlines() if "damaged" in line]
    assert len(said) == 1 and "publisher restore FILE" in said[0]
    assert "Traceback" not in process.stderr
    assert not (struck / "outbox").exists() and not (office.folder / "backup").exists()


@pytest.mark.slow
def test_a_header_that_forbids_writing_ends_a_post_instead_of_holding_it_for_ever(
    office: Stricken, struck: Path
) -> None:
    raw = bytearray((office.folder / "whole.db").read_bytes())
    raw[18] ^= 4  # the version of the format in which it may be written: none that SQLite knows
    (struck / "publisher.db").write_bytes(raw)
    process = subprocess.run(
        [sys.executable, "-m", "publisher", "post"], capture_output=True, text=True, timeout=30
    )
    assert refused(Said(process.returncode, process.stdout, process.stderr))
    assert not readers_in(struck / "outbox")


def test_a_worker_whose_ledger_is_damaged_under_its_hands_stops_for_good(
    office: Stricken, struck: Path
) -> None:
    engine = open_engine(f"sqlite:///{struck / 'publisher.db'}")
    room = Postroom(engine, Outbox(struck / "outbox"), letterhead())
    with pytest.raises(Refused, match="publisher restore"):
        work(room, threading.Event())
    engine.dispose()
    assert not list((struck / "outbox").glob("*.eml"))


def test_a_clock_whose_database_is_damaged_says_so_without_a_traceback(
    struck: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_engine(f"sqlite:///{struck / 'publisher.db'}")

    def look(now: datetime) -> None:
        with engine.begin() as conn:
            conn.execute(text("SELECT * FROM delivery"))

    Look(look, timedelta(seconds=20))()
    engine.dispose()
    assert "publisher restore" in caplog.text and "Traceback" not in caplog.text


@pytest.mark.parametrize("command", ["post", "runs list"])
def test_a_schema_that_is_no_text_any_more_is_a_sentence(
    command: str, office: Stricken, struck: Path
) -> None:
    raw, index = (office.folder / "whole.db").read_bytes(), b"CREATE INDEX ix_delivery_due"
    assert index in raw
    (struck / "publisher.db").write_bytes(raw.replace(index, index.replace(b" ", b"\xcc", 1)))
    assert refused(office.run(*command.split()))
    assert not readers_in(struck / "outbox")


def test_an_emptied_file_is_not_taken_for_a_new_installation(office: Stricken, struck: Path) -> None:
    (struck / "publisher.db").write_bytes(b"")
    assert refused(office.run("runs", "list"))
    assert (struck / "publisher.db").stat().st_size == 0


def test_a_damaged_ledger_is_replaced_by_its_backup_in_the_words_of_the_sentence(
    office: Stricken, struck: Path
) -> None:
    backup = office.folder / "backup"
    shutil.copy(office.folder / "whole.db", backup)
    assert refused(office.run("post"))
    for file in struck.glob("publisher.db*"):
        file.rename(office.folder / f"damaged-{file.name}")
    assert office.run("restore", str(backup)).code == 0
    assert "was restored" in office.run("post").err
    assert office.run("restore", "--confirm").code == 0
    assert office.run("post").code == 0
    assert len(readers_in(struck / "outbox")) == LEFT
