"""The late policies, one verdict each."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.runs.lateness import decide
from publisher.schedule.publication import Form, Late
from tests.support import sites
from tests.support.newsroom import at

SLOT = at("2026-09-03 07:30")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("late", "form", "behind", "oldest_behind", "act"),
    [
        ("fold", "digest", HOUR, HOUR, "open"),
        ("fold", "digest", HOUR + timedelta(seconds=1), 2 * HOUR, "fold"),
        ("send", "digest", 2 * DAY, 2 * DAY, "open"),
        ("ask", "digest", 2 * HOUR, 2 * HOUR, "ask"),
        ("drop", "digest", 2 * HOUR, 2 * HOUR, "drop"),
        ("drop", "digest", 30 * DAY, 30 * DAY, "drop"),
        ("drop", "digest", HOUR, 30 * DAY, "open"),
        ("send", "digest", 8 * DAY, 8 * DAY, "ask"),
        ("fold", "digest", 8 * DAY, 8 * DAY, "ask"),
        ("send", "digest", HOUR, 8 * DAY, "ask"),
        ("send", "digest", 7 * DAY, 7 * DAY, "open"),
        ("fold", "alert", 2 * HOUR, 2 * HOUR, "ask"),
    ],
)
def test_a_run_this_far_behind_is_treated_so(
    tmp_path: Path, late: Late, form: Form, behind: timedelta, oldest_behind: timedelta, act: str
) -> None:
    weekly = sites.schedule(tmp_path).publications["weekly"]
    publication = replace(weekly, late=late, form=form)
    now = SLOT + behind
    assert decide(publication, SLOT, now - oldest_behind, now=now).act == act
