"""Messages per second from publish to books balanced, beside Postfix's own client; CPU and memory.

Usage: python -m benchmarks.bench_delivery [READERS] [SESSIONS]
"""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.sink import smtp_sink, smtp_source
from publisher.delivery.message.compose import Sheet, compose
from publisher.store.engine import open_engine
from publisher.store.migrate import migrate
from tests.support.ledgers import HTML, TEXT, letterhead, opened

PARAGRAPH = (
    "<p>Ring the helpline when a child says something that worries you, and write down their words.</p>\n"
)
AUDIENCES = 7  # combinations of three
BYTES = 30 * 1024


def page() -> str:
    return HTML + PARAGRAPH * ((BYTES - 5_000) // len(PARAGRAPH))


def say(name: str, value: float, unit: str, reference: float | None = None) -> None:
    ratio = round(value / reference, 3) if reference else None
    rounded = reference and round(reference, 1)
    print(
        json.dumps(
            {"name": name, "value": round(value, 1), "unit": unit, "reference": rounded, "ratio": ratio}
        ),
        flush=True,
    )


def main(readers: int = 50_000, sessions: int = 50) -> None:
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as port:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        engine = open_engine(url)
        migrate(engine)
        opened(engine, readers, choices=AUDIENCES, html=page(), words=TEXT + "Ring the helpline.\n" * 200)
        engine.dispose()
        sheet = Sheet(
            "Subject", page(), TEXT + "Ring the helpline.\n" * 200, "en-GB", datetime.now(UTC), "weekly", 1
        )
        size = compose(letterhead(), sheet).size
        source = smtp_source(port, readers, sessions, size)
        command = [sys.executable, "-m", "benchmarks.posting", url, str(port), str(sessions)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        again = smtp_source(port, readers, sessions, size)
        assert found["balanced"] and found["sent"] == readers, found
        say("delivery on SQLite", readers / found["seconds"], "messages/s", (source + again) / 2)
        say("CPU per message", found["cpu_us"], "µs", 120)
        say("CPU per message, in user mode", found["user_us"], "µs")
        say("peak memory of post", found["peak_mb"], "MB", 120)
        say("bytes per message", size, "bytes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
