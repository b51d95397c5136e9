"""PgBouncer before a PostgreSQL server, in transaction mode: each transaction may meet another session."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from benchmarks.ports import free_port

SAID = """[databases]
* = host={host} port={server_port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 3
max_client_conn = 200
"""


@contextmanager
def pooler(url: str, mode: str = "transaction") -> Iterator[str]:
    """The database's address by way of a pooler with three sessions; skips where PgBouncer is not installed."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("PgBouncer is not installed")
    to, port = make_url(url), free_port()
    folder = Path(tempfile.mkdtemp(prefix="pooler-"))
    said = SAID.format(host=to.host, server_port=to.port, user=to.username, port=port, mode=mode)
    (folder / "pgbouncer.ini").write_text(said)
    user = "postgres" if os.getuid() == 0 else None
    if user:
        for path in (folder, folder / "pgbouncer.ini"):
            os.chown(path, pwd.getpwnam(user).pw_uid, -1)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, str(folder / "pgbouncer.ini")], user=user, stderr=log, stdout=log
        )
    try:
        _wait_for(port, folder / "log")
        yield _by_way_of(to, port)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _by_way_of(to: URL, port: int) -> str:
    return to.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)


def _wait_for(port: int, log: Path) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
