"""A server's reply is kept and shown as words: no database chokes on it, no terminal obeys it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.publisher.delivery.conftest import Postroom
from tests.support.ledgers import opened
from tests.support.sink import Sink, Trick


@pytest.mark.parametrize("strange", ["\0", "\x1b[2J", "\x9b31m", "é"])
def test_strange_letters_in_a_refusal_are_left_out(engine: Engine, tmp_path: Path, strange: str) -> None:
    opened(engine, 2)
    room = Postroom(engine, [])
    refusal = Trick("rcpt", text=f"550 5.1.1 no{strange}body", recipient="reader2@example.org")
    with Sink(tmp_path, [refusal]) as sink:
        room.post(sink)
    assert room.states() == {"accepted": 1, "rejected": 1}
    assert room.texts().isprintable()
    assert "5.1.1 no" in room.texts()
