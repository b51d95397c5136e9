"""A digest from entries to the outbox."""

from pathlib import Path

from sqlalchemy import Engine

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
