"""Opening a run for a million readers of 500 choices, beside a bare INSERT … SELECT of as many rows.

Also: rendering work and memory against ten thousand readers of the same choices, and the time to the first
accepted message. Usage: python -m benchmarks.bench_opening [READERS]
"""

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.bench_delivery import say
from benchmarks.sink import smtp_sink
from publisher.entries.entry import Content, EntryDate
from publisher.entries.stamps import release
from publisher.entries.versions import save
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from subscribers.choices import choice_id

CHOICES, TOPICS, FEW = 500, 12, 10_000
AUDIENCES = ("education", "health", "voluntary")
SCHEDULE = """
organisation: {name: The Board, sender: news@board.example.org, reply_to: office@board.example.org,
  editors: [office@board.example.org], base_url: "https://board.example.org", time_zone: Europe/London,
  colour: "#1d4f5c", safety_notice: If you are worried ring 01632 960 100., postal_address: Station Road}
audiences: {education: {title: Education}, health: {title: Health}, voluntary: {title: Voluntary}}
topics: {%s}
publications: {weekly: {title: The week, form: digest, when: {weekly: thursday, at: "08:30"}, late: fold}}
"""


def prepare(folder: Path, count: int) -> str:
    """A site with twelve entries and `count` readers; the URL of its database."""
    folder.mkdir()
    topics = ", ".join(f"topic{n}: Topic {n}" for n in range(TOPICS))
    (folder / "schedule.yaml").write_text(SCHEDULE % topics, encoding="utf-8")
    url = f"sqlite:///{folder / 'bench.db'}"
    engine = open_engine(url)
    migrate(engine)
    chance, now = random.Random(1), datetime.now(UTC)
    with engine.begin() as conn:
        for n in range(TOPICS):
            body = "What we learnt, and what each of you can do about it.\n\n" * 8
            entry = Content(
                f"entry-{n}", f"Entry {n}", "update", EntryDate(2026, 9, n + 1), body, topics=(f"topic{n}",)
            )
            save(conn, entry, "", now=now - timedelta(hours=2))
            release(conn, entry.slug, now - timedelta(hours=1), False)
        choices: set[int] = set()
        while len(choices) < CHOICES:
            audiences = chance.sample(AUDIENCES, chance.randint(1, 3))
            wanted = chance.sample([f"topic{n}" for n in range(TOPICS)], chance.randint(1, 6))
            choices.add(choice_id(conn, frozenset(audiences), frozenset(wanted), "en-GB", "html"))
        _people(engine, conn, count)
    engine.dispose()
    return url


def _people(engine: Engine, conn, count: int) -> None:  # type: ignore[no-untyped-def]
    series = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :count)"
    given = {"count": count, "at": "2026-01-01 00:00:00.000000", "choices": CHOICES}
    conn.execute(
        text(f"""{series} INSERT INTO subscriber (id, address, address_key, name, created_at)
        SELECT n, 'reader' || n || '@example.org', 'reader' || n || '@example.org', '', :at FROM s"""),  # noqa: S608
        given,
    )
    conn.execute(
        text(f"""{series}
        INSERT INTO subscription (subscriber_id, publication, choice_id, state, created_at, active_at)
        SELECT n, 'weekly', 1 + (n * 7919 % :choices), 'active', :at, :at FROM s"""),  # noqa: S608
        given,
    )


def reference(url: str) -> float:
    """Seconds to copy the deliveries into a table with the same columns and indexes, in one transaction.

    In an order that is asked for: else SQLite sees two equal tables and copies records as they lie, indexes
    too, which no rows that come from elsewhere can have.
    """
    engine = open_engine(url)
    with engine.begin() as conn:
        query = "SELECT sql FROM sqlite_master WHERE tbl_name = 'delivery' AND sql IS NOT NULL"
        for (sql,) in list(conn.execute(text(query))):
            copied = re.sub(r"INDEX (\w+)", r"INDEX copy_\1", sql.replace("TABLE delivery", "TABLE copy"))
            conn.execute(text(copied.replace("ON delivery", "ON copy")))
    started = time.perf_counter()
    with engine.begin() as conn:
        conn.execute(text("INSERT INTO copy SELECT * FROM delivery ORDER BY id"))
    seconds = time.perf_counter() - started
    engine.dispose()
    return seconds


def opened(folder: Path, count: int, port: int) -> dict[str, float]:
    url = prepare(folder, count)
    command = [sys.executable, "-m", "benchmarks.opening", url, str(folder), str(port)]
    found: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    found["reference"] = reference(url)
    return found


def main(count: int = 1_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as port:
        few, many = (opened(Path(folder) / str(size), size, port) for size in (FEW, count))
    say(f"opening a run for {count:,} readers", many["seconds"], "s", many["reference"])
    say("peak memory of opening", many["peak_mb"], "MB", few["peak_mb"])
    say("CPU of rendering", 1000 * many["rendering"], "ms", 1000 * few["rendering"])
    say("from publish to the first accepted message", many["first_accepted"], "s", 2.0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
