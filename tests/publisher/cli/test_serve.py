"""`serve` and `web` as an operator runs them: they listen, say where, and end cleanly."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI

from benchmarks.ports import free_port
from publisher.cli.serving import listen
from publisher.errors import Refused
from publisher.settings import read_settings
from tests.support import sites


def started(command: str, folder: Path, port: int) -> subprocess.Popen[str]:
    sites.schedule(folder)
    given = {
        "PUBLISHER_SITE": str(folder),
        "PUBLISHER_VAR": str(folder / "var"),
        "PUBLISHER_PORT": str(port),
        "PUBLISHER_BASE_URL": f"http://127.0.0.1:{port}",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUBLISHER_")}
    return subprocess.Popen(
        [sys.executable, "-m", "publisher", command],
        env=kept | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("command", ["serve", "web"])
def test_it_answers_until_it_is_asked_to_end_and_then_ends_well(command: str, tmp_path: Path) -> None:
    port = free_port()
    process = started(command, tmp_path, port)
    deadline = time.monotonic() + 30
    answer = b""
    while not answer and process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as response:
                answer = response.read()
        except OSError:
            time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    said, wrong = process.communicate(timeout=30)
    assert answer == b"ok\n"
    assert process.returncode == 0, wrong
    assert f"Listening on http://127.0.0.1:{port}/" in said
    assert "GET /health 200" in wrong
    assert "Traceback" not in wrong
    # F-D16: the clock is in `serve` and `clock`, never in the web server, however many of it there are.
    with closing(sqlite3.connect(tmp_path / "var" / "publisher.db")) as kept:
        planned = kept.execute("SELECT COUNT(*) FROM run").fetchone()[0]
    assert bool(planned) == (command == "serve")


@pytest.mark.parametrize("host", ["300.1.1.1", "192.0.2.1", "no such host"])
def test_an_address_that_is_not_of_this_machine_is_not_blamed_on_the_port(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISHER_HOST", host)
    monkeypatch.setenv("PUBLISHER_PORT", str(free_port()))
    with pytest.raises(Refused) as refused:
        listen(FastAPI(), read_settings())
    assert str(refused.value).startswith(f"PUBLISHER_HOST: '{host}' is no address of this machine")


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = started("web", tmp_path, other.getsockname()[1])
        _, wrong = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "cannot be used (Address already in use)" in wrong
    assert "Traceback" not in wrong
