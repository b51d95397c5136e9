"""A run under way says how fast it goes and what remains."""

from datetime import datetime, timedelta

import pytest

from publisher.delivery.books import Books
from publisher.delivery.progress import progress_words


@pytest.mark.parametrize(
    ("due", "waiting", "states", "seconds", "said"),
    [
        (
            50_000,
            38_000,
            {"deferred": 15},
            30,
            "12,000 of 50,000 done, 400 a second; 38,000 remain, about 2 minutes; 15 wait for another try",
        ),
        (100, 100, {}, 5, "0 of 100 done; 100 remain"),
        (
            100,
            1,
            {"uncertain": 1},
            600,
            "99 of 100 done, 10 a minute; 1 remain, about 6 seconds; 1 uncertain",
        ),
        (9_000, 8_000, {}, 3600, "1,000 of 9,000 done, 17 a minute; 8,000 remain, about 8 hours"),
    ],
)
def test_it_says_how_far_it_has_come(
    due: int, waiting: int, states: dict[str, int], seconds: int, said: str, now: datetime
) -> None:
    kept = Books(due, due - waiting, waiting, 0, {}, states)
    assert progress_words(kept, now - timedelta(seconds=seconds), now=now) == said


def test_a_run_that_opened_this_moment_is_not_infinitely_fast(now: datetime) -> None:
    assert "5 a second" in progress_words(Books(10, 5, 5, 0, {}, {}), now, now=now)
