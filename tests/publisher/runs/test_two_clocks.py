"""Two clocks on one database plan the same slots at the same moments."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from publisher.runs.planning import plan
from publisher.runs.run import Run, all_runs
from publisher.schedule import slots
from tests.support import sites

PUBLICATIONS, WEEKS = 50, 10
WEEKLY = """  weekly{n}:
    title: The week, {n}
    form: digest
    when: {{weekly: thursday, at: "08:30"}}
    late: fold
"""


@pytest.mark.slow
def test_two_clocks_give_each_of_five_hundred_slots_one_run(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    """F-A10."""
    many = "".join(WEEKLY.format(n=number) for number in range(PUBLICATIONS))
    schedule = sites.schedule(tmp_path, sites.SCHEDULE[: sites.SCHEDULE.index("  messages:")] + many)
    together, made = threading.Barrier(2), list[Run]()

    def walk() -> None:
        for week in range(WEEKS):
            moment = now + timedelta(weeks=week)
            together.wait(30)
            for publication in schedule.publications.values():
                with engine.begin() as conn:
                    made.extend(plan(conn, publication, schedule.organisation, now=moment))

    clocks = [threading.Thread(target=walk) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    until = now + timedelta(weeks=WEEKS)
    wanted = [
        (publication.key, slot.nominal)
        for publication in schedule.publications.values()
        for slot in slots(publication, schedule.organisation, now, until)
    ]
    with engine.begin() as conn:
        runs = [(run.publication, run.slot) for run in all_runs(conn) if run.slot_at > now]
    assert len(wanted) == 500
    assert sorted(runs) == sorted(wanted)
    assert sorted((run.publication, run.slot) for run in made if run.slot_at > now) == sorted(wanted)
