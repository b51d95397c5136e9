"""The power fails in the middle of a run: every mail that went is known to what the disk had kept."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from publisher.store.engine import open_engine
from publisher.store.soundness import must_be_readable, must_be_whole
from tests.publisher.delivery.test_killed_at_any_moment import command, finish
from tests.support.ledgers import opened
from tests.support.power import Cut, cut_power, torn
from tests.support.reconciler import reconcile
from tests.support.sink import Sink
from tests.support.sink_apart import sink_apart

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs Debian's strace"),
]
READERS, SESSIONS, HOUR = 200, 4, 3600
NO_FLUSH = next(Path("/usr/lib").glob("*/libeatmydata.so"), None)


def unintended(cut: Cut, sink: Sink) -> list[str]:
    """The mails at the sink of which the ledger that is left does not know that they may have gone."""
    left = open_engine(f"sqlite:///{cut.database}")
    query = "SELECT message_id FROM delivery WHERE state IN ('in_flight', 'accepted')"
    with left.begin() as conn:
        intended = set(conn.scalars(text(query)))
    left.dispose()
    return [truth.message_id for truth in sink.log if truth.message_id not in intended]


@pytest.mark.parametrize("flush", [4, 6, 9, 13, 18])
def test_a_power_cut_after_any_flush_loses_nothing_and_every_copy_is_explained(
    flush: int, ledger: Engine, tmp_path: Path
) -> None:
    """F-E23, the case that its controls are for."""
    opened(ledger, READERS)
    with Sink(tmp_path) as sink:
        cut = cut_power(ledger, command(ledger, sink, 0), tmp_path, at=flush)
        assert cut.flushed == flush and len(sink.log) < READERS
        torn(cut, ledger, random.Random(flush))
        must_be_readable(f"sqlite:///{cut.database}", tmp_path / "no mark")
        assert unintended(cut, sink) == []
        left = open_engine(f"sqlite:///{cut.database}")
        must_be_whole(left)
        found = finish(left, sink, HOUR)
        left.dispose()
    print(found, len(sink.log))
    assert found.none and found.uncertain <= SESSIONS


@pytest.mark.skipif(NO_FLUSH is None, reason="needs Debian's eatmydata")
def test_a_disk_that_only_says_it_has_flushed_is_found_out(ledger: Engine, tmp_path: Path) -> None:
    """F-E23, negative control: without its flushes the same process breaks the promise, and that is seen."""
    opened(ledger, READERS)
    with Sink(tmp_path) as sink:
        cut = cut_power(
            ledger,
            command(ledger, sink, 0),
            tmp_path,
            at=4,
            enough=READERS // 2,
            mails=sink.log,
            preload=str(NO_FLUSH),
        )
        assert cut.flushed == 0 and len(unintended(cut, sink)) >= READERS // 2
        left = open_engine(f"sqlite:///{cut.database}")
        found = finish(left, sink, HOUR)
        left.dispose()
    assert not found.none and found.duplicates >= READERS // 2 > found.uncertain


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_server_that_says_250_before_its_disk_has_the_mail_is_found_out(
    forgetful: bool, ledger: Engine, tmp_path: Path
) -> None:
    """F-E23, negative control: the mails it forgot when it was killed are counted as lost; a true one's are not."""
    opened(ledger, READERS)
    with sink_apart(tmp_path, forgetful=forgetful) as sink:
        subprocess.run(command(ledger, sink, 0), check=True, timeout=60)
    found = reconcile(ledger, sink.log)
    assert (found.lost > 0) == forgetful and found.none != forgetful
    assert forgetful or len(sink.log) == READERS
