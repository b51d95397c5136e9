"""A process that writes for some seconds: `python -m tests.support.busy URL NUMBER SECONDS`.

Its act is the product's own: saving entries, owing mails, letting readers leave, posting. At the end it prints, as
JSON, how often it wrote, how long it waited each time until the file was its own, and what went wrong.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, event

from publisher.delivery.post import post
from publisher.delivery.service import owe
from publisher.delivery.transports.outbox import Outbox
from publisher.entries import stamps, versions
from publisher.store.engine import open_engine
from subscribers.leaving import leave
from tests.support import sites
from tests.support.ledgers import SHORT, letterhead

ACTS = 4


def main(url: str, number: str, seconds: str) -> None:
    engine = open_engine(url)
    waits: list[float] = []
    _time_the_waiting(engine, waits)
    wrong: list[str] = []
    written, until = 0, time.monotonic() + float(seconds)
    with TemporaryDirectory() as folder:
        act = _acts(engine, int(number), Path(folder))[int(number) % ACTS]
        while time.monotonic() < until:
            written += 1
            try:
                act(written)
            except Exception as error:  # what a user would have seen
                wrong.append(str(error)[:200])
    engine.dispose()
    print(json.dumps({"written": written, "waits": waits, "wrong": wrong}))


def _acts(engine: Engine, number: int, folder: Path) -> tuple[Callable[[int], object], ...]:
    def entry(turn: int) -> None:
        slug = f"entry-{number}-{turn}"
        with engine.begin() as conn:
            versions.save(conn, sites.content(slug), "", now=datetime.now(UTC))
        with engine.begin() as conn:
            stamps.release(conn, slug, datetime.now(UTC))

    def mail(turn: int) -> None:
        with engine.begin() as conn:
            key = f"{number} {turn}"
            owe(conn, key, "note", "office@example.org", "A note", "", "Well.", datetime.now(UTC))

    def farewell(turn: int) -> None:
        with engine.begin() as conn:
            leave(conn, turn * ACTS * 2 + number, reason="left", now=datetime.now(UTC))

    def letters(turn: int) -> None:
        post(engine, Outbox(folder), letterhead(), timing=SHORT)

    return (letters, entry, mail, farewell)


def _time_the_waiting(engine: Engine, waits: list[float]) -> None:
    began = 0.0

    def before(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        nonlocal began
        began = time.monotonic()

    def after(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement == "BEGIN IMMEDIATE":
            waits.append(time.monotonic() - began)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)


if __name__ == "__main__":
    main(*sys.argv[1:])
