"""A database file that was damaged: what can be noticed is refused in a sentence, and nothing is sent from it."""

import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tests.publisher.cli.office import Office, Said
from tests.support import damage
from tests.support.damage import LEFT, PLACES, Damage

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
    except sqlite3.DatabaseError:
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
