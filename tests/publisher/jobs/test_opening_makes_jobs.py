"""A run that opens has its jobs from the same moment, and one that could not be printed has none."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.jobs.queue import waiting
from tests.support.newsroom import Newsroom, newsroom

pytestmark = pytest.mark.postgresql
DUE = "2026-09-03 07:30"


def ready(engine: Engine, folder: Path) -> Newsroom:
    """A newsroom on the eve of a digest for three readers."""
    room = newsroom(engine, folder, now="2026-09-02 09:00")
    for name in ("ada", "ben", "cleo"):
        room.reader(name, "weekly")
    room.release("one")
    return room


def test_the_clock_opens_a_run_and_its_batch_is_a_job(queue: Engine, tmp_path: Path) -> None:
    room = ready(queue, tmp_path)
    [opened] = room.go_to(DUE).opened
    with queue.begin() as conn:
        assert list(waiting(conn)) == [f"run {opened.run.id} batch 0"]


def test_a_run_that_cannot_be_printed_leaves_no_job(queue: Engine, tmp_path: Path) -> None:
    room = ready(queue, tmp_path)
    broken = tmp_path / "templates" / "email"
    broken.mkdir(parents=True)
    (broken / "digest.html").write_text("{% endfor %}", encoding="utf-8")
    room.press = room.opened_again()
    room.go_to(DUE)
    assert room.runs("weekly")[0].waits_for == "repair"
    with queue.begin() as conn:
        assert waiting(conn) == {}


def test_on_sqlite_the_same_opening_needs_no_jobs(engine: Engine, tmp_path: Path) -> None:
    room = ready(engine, tmp_path)
    room.go_to(DUE)
    assert len([mail for mail in room.post() if "ada@" in mail["To"]]) == 1
