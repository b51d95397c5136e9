"""What the terminal says of a run, in words and in JSON, is what a recount of the rows says."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.bootstrap import open_database
from publisher.delivery.ledger.states import TERMINAL
from tests.publisher.cli.office import Office
from tests.support.ledgers import opened

FAILED, SKIPPED = ("rejected", "expired", "poisoned"), ("suppressed", "cancelled")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, capsys, monkeypatch)


def recount(engine: Engine) -> Counter[str]:
    with engine.begin() as conn:
        return Counter(conn.scalars(text("SELECT state FROM delivery WHERE run_id = 1")))


def test_five_numbers_are_the_same_wherever_they_are_said(office: Office) -> None:
    """F-E20: differences 0, for rows in each of the twelve states."""
    engine = open_database(office.settings)
    opened(engine, 120, datetime.now(UTC) - timedelta(minutes=5))
    states = (
        "accepted",
        "queued",
        "leased",
        "in_flight",
        "uncertain",
        "deferred",
        "parked",
        *FAILED,
        *SKIPPED,
    )
    with engine.begin() as conn:
        for number in range(1, 121):
            # As many of each as its place in the list, and the rest accepted.
            state = next(
                (s for place, s in enumerate(states) if number <= place * (place + 1) // 2), "accepted"
            )
            conn.execute(
                text("UPDATE delivery SET state = :s WHERE subscriber_id = :n"), {"s": state, "n": number}
            )
    rows = recount(engine)
    engine.dispose()
    assert len(rows) == len(states)
    said = office.run("runs", "show", "1").out
    told = json.loads(office.run("runs", "show", "1", "--json").out)["books"]
    named = office.run("runs", "show", "1", "--who").out
    sent, failed = rows["accepted"], sum(rows[state] for state in FAILED)
    skipped = sum(rows[state] for state in SKIPPED)
    waiting = sum(count for state, count in rows.items() if state not in TERMINAL)
    numbers = re.search(r"(\d+) due = (\d+) sent \+ (\d+) waiting \+ (\d+) failed \+ (\d+) skipped", said)
    assert numbers is not None
    assert [int(number) for number in numbers.groups()] == [120, sent, waiting, failed, skipped]
    assert (told["due"], told["sent"], told["waiting"], told["failed"]) == (120, sent, waiting, failed)
    assert sum(told["skipped"].values()) == skipped and Counter(told["states"]) == rows
    words = Counter(re.findall(r"^  (sent|waiting|failed|skipped): ", named, re.MULTILINE))
    assert words == {"sent": sent, "waiting": waiting, "failed": failed, "skipped": skipped}
    assert f"Uncertain whether delivered: {rows['uncertain'] + rows['parked']}." in said
