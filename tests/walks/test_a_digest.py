"""A digest from entries to the outbox."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from publisher.store.tables import edition, subscriber, subscription
from tests.support.newsroom import newsroom


def test_what_is_released_by_thursday_is_in_every_readers_inbox_on_thursday(
    engine: Engine, tmp_path: Path
) -> None:
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.reader("bob", "weekly", audiences=("health",))
    room.release("for-all")
    room.release("for-surgeries", for_=("health",))
    room.go_to("2026-09-03 07:29")
    assert room.post() == []
    room.go_to("2026-09-03 07:30")
    mails = room.post()
    by_person = {
        mail["To"]: mail for mail in mails if "example.org" in mail["To"] and "board" not in mail["To"]
    }
    assert len(by_person) == 2
    [ada] = [mail for to, mail in by_person.items() if "ada@" in to]
    [bob] = [mail for to, mail in by_person.items() if "bob@" in to]
    assert "For surgeries" not in ada.as_string()
    assert "For surgeries" in bob.as_string()
    assert room.states("weekly") == ["sent"]
    room.later(minutes=1)
    assert len([mail for mail in room.post() if "ada@" in mail["To"]]) == 1


@pytest.mark.parametrize("state", ["pending", "ended"])
def test_who_has_not_confirmed_and_who_has_left_cost_no_mail_and_no_edition(
    engine: Engine, tmp_path: Path, state: str
) -> None:
    room = newsroom(engine, tmp_path, now="2026-08-31 09:00")
    room.reader("ada", "weekly")
    room.reader("bob", "weekly", audiences=("health",), format="text")
    with engine.begin() as conn:
        bob = select(subscriber.c.id).where(subscriber.c.address == "bob@example.org")
        conn.execute(
            update(subscription)
            .where(subscription.c.subscriber_id == bob.scalar_subquery())
            .values(state=state)
        )
    room.release("news")
    room.go_to("2026-09-03 07:30")
    assert [mail["To"] for mail in room.post() if "@example.org" in mail["To"]] == ["Ada <ada@example.org>"]
    with engine.connect() as conn:
        assert conn.execute(select(edition.c.format)).scalars().all() == ["html"]
