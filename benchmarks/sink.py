"""Postfix's test server and client: the sink everything is measured against, and the reference itself."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.ports import free_port


def program(name: str) -> str:
    found = shutil.which(name) or f"/usr/sbin/{name}"
    if not Path(found).exists():
        raise SystemExit(f"{name} is missing: install Debian's postfix")
    return found


@contextmanager
def smtp_sink(*options: str) -> Iterator[int]:
    """A sink on loopback; yields its port."""
    port = free_port()
    command = [program("smtp-sink"), "-u", "nobody", *options, f"127.0.0.1:{port}", "1024"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def smtp_source(port: int, messages: int, sessions: int, size: int) -> float:
    """Messages per second that Postfix's own client reaches, connections kept."""
    command = [program("smtp-source"), "-d", "-s", str(sessions), "-l", str(size), "-m", str(messages)]
    started = time.perf_counter()
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True, capture_output=True)
    return messages / (time.perf_counter() - started)
