"""SQLite with several worker processes: they share one ledger, and nobody gets anything twice."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.publisher.jobs.opened import opened_with_jobs
from tests.support import databases, sites
from tests.support.crew import complete, running, wait_for, who_sent, workers
from tests.support.reconciler import reconcile
from tests.support.sink import Sink

pytestmark = pytest.mark.slow


def test_two_processes_share_one_file_and_one_may_die(tmp_path: Path) -> None:
    with databases.sqlite(tmp_path) as ledger, Sink(tmp_path) as sink:
        run_id = opened_with_jobs(ledger, 2_000)
        with workers(ledger, sink, 2) as (first, _):
            wait_for(lambda: str(first.pid) in who_sent(ledger) and len(sink.log) > 1_200)
            assert len(who_sent(ledger)) == 2
            first.kill()
            wait_for(lambda: complete(ledger, run_id))
            found = reconcile(ledger, sink.log)
    assert found.none and found.uncertain <= 4


def test_the_command_runs_a_crew_replaces_who_dies_and_ends_well(tmp_path: Path) -> None:
    sites.schedule(tmp_path)
    var = tmp_path / "var"
    var.mkdir()
    with databases.sqlite(var) as ledger:
        run_id = opened_with_jobs(ledger, 500)
        with running(tmp_path, "worker", "--processes", "2") as crew:
            wait_for(lambda: complete(ledger, run_id))
            members = children(crew)
            assert len(members) == 2
            subprocess.run(["kill", "-9", members[0]], check=True)
            wait_for(lambda: len(set(children(crew)) - {members[0]}) == 2)
            crew.send_signal(signal.SIGTERM)
            said, wrong = crew.communicate(timeout=20)
        assert crew.returncode == 0 and "Traceback" not in wrong, wrong
        assert "2 workers run" in said
    assert len(list((var / "outbox").glob("*.eml"))) == 500


def children(parent: "subprocess.Popen[str]") -> list[str]:
    """Process ids of a process's children that live."""
    place = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    alive = []
    for number in place.read_text(encoding="ascii").split():
        state = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        alive += [number] if state != "Z" else []
    return alive
