"""Who leaves gets nothing more, and is told the same however often they leave."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from subscribers.erasing import erase
from subscribers.leaving import leave
from subscribers.people import find, living, show
from subscribers.suppression import hash_of, is_suppressed, suppress
from subscribers.tables import subscriber, suppression
from tests.subscribers.people_csv import NOW, sheet, take_in

LATER = NOW + timedelta(days=1)


def test_whoever_leaves_twice_has_left_once(engine: Engine) -> None:
    with engine.begin() as conn:
        take_in(conn, sheet({"address": "ann@example.org", "publications": "weekly;alerts"}))
        ann = find(conn, "ann@example.org")
        assert ann is not None
        weekly = living(conn, ann)["weekly"]
        first = leave(conn, weekly, reason="left", now=NOW)
        second = leave(conn, weekly, reason="complained", now=LATER)
        assert set(living(conn, ann)) == {"alerts"}
        assert is_suppressed(conn, "ann@example.org", "weekly")
        assert not is_suppressed(conn, "ann@example.org", "alerts")
    assert first is not None
    assert second is not None
    assert (first.already, second.already) == (False, True)
    assert (second.ended_at, second.reason) == (NOW, "left")


def test_nobody_leaves_what_does_not_exist(engine: Engine) -> None:
    with engine.begin() as conn:
        assert leave(conn, 12345, reason="left", now=NOW) is None
        with pytest.raises(ValueError, match="no reason"):
            leave(conn, 1, reason="tired", now=NOW)


def test_everything_suppressed_covers_each_publication(engine: Engine) -> None:
    with engine.begin() as conn:
        for _ in range(2):
            suppress(conn, "ann@example.org", "", "complained", NOW)
        assert is_suppressed(conn, "ann@example.org", "anything")
        assert not is_suppressed(conn, "bob@example.org", "anything")
        assert conn.scalar(select(func.count()).select_from(suppression)) == 1


def test_an_erased_person_leaves_only_a_hash_behind(engine: Engine) -> None:
    data = sheet({"address": "Ann@example.org", "name": "Ann Marlowe", "organisation": "A School"})
    with engine.begin() as conn:
        take_in(conn, data)
        erased = erase(conn, "ann@EXAMPLE.org", now=NOW)
        assert erased is not None
        assert erased.ended == 1
        row = conn.execute(select(subscriber)).one()
        assert (row.address, row.address_key, row.name, row.organisation) == (None, None, "", "")
        assert erase(conn, "ann@example.org", now=LATER) is None
        again = take_in(conn, data)
        assert (again.left, again.people) == (1, 0)
        person = show(conn, "ann@example.org")
    assert person is not None
    assert person.id is None
    assert {held.reason for held in person.suppressions} == {"erased"}


def test_each_installation_has_a_key_of_its_own(engine: Engine) -> None:
    with engine.begin() as conn:
        first = hash_of(conn, "ann@example.org")
        assert first == hash_of(conn, "ann@example.org")
        assert "ann" not in first
