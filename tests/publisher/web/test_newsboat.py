"""A real reader program: reads every entry, and costs nothing when it asks again."""

import logging
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.ports import free_port
from publisher.templating import open_templates
from publisher.web import create
from tests.support import sites
from tests.support.serving import serving
from tests.support.sites import content, publish


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed")
@pytest.mark.parametrize("suffix", ["atom", "rss"])
def test_newsboat_reads_every_entry_and_then_gets_a_304(
    suffix: str, engine: Engine, tmp_path: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(5):
        publish(engine, content(f"entry-{number}"), now - timedelta(days=number + 1))
    port = free_port()
    links = sites.links(f"http://127.0.0.1:{port}")
    templates = open_templates(tmp_path)
    app = create(engine, sites.schedule(tmp_path), links, templates, outbox=None, now=lambda: now)
    (tmp_path / "urls").write_text(f"{links.feed('all', suffix)}\n")
    (tmp_path / "config").write_text("")
    command = [
        "newsboat",
        f"--url-file={tmp_path}/urls",
        f"--cache-file={tmp_path}/cache.db",
        f"--config-file={tmp_path}/config",
    ]
    with serving(app, port), caplog.at_level(logging.INFO, logger="publisher.web"):
        # It keeps ETags only of feeds that it had met before: from its third start on it can ask cheaply.
        for _ in range(3):
            done = subprocess.run(
                [*command, "-x", "reload", "print-unread"],
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            )
            assert done.stdout.strip() == "5 unread articles"
    lines = [line for line in caplog.messages if f"/feeds/all.{suffix}" in line]
    assert [line.split()[2] for line in lines] == ["200", "200", "304"]
