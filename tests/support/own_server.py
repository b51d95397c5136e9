"""A PostgreSQL server of a test's own, which may be stopped and started without harm to others."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.ports import free_port

PROGRAMS = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Server:
    """Its programs, its folder, its port."""

    programs: Path
    folder: Path
    port: int
    durable: bool = False

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def do(self, act: str, mode: str = "fast") -> None:
        """start, stop or restart; mode: fast ends connections, immediate leaves all as a crash does."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        options += "" if self.durable else " -F"
        given = [] if act == "stop" else ["-o", options, "-l", str(self.folder / "log")]
        mode_given = [] if act == "start" else ["-m", mode]
        self.run("pg_ctl", "-w", "-D", str(self.folder / "data"), *given, *mode_given, act)

    def run(self, program: str, *arguments: str) -> None:
        """One of the server's programs; it refuses to be run by root."""
        user = "postgres" if os.getuid() == 0 else None
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            user=user,
            cwd="/",
            stdout=subprocess.DEVNULL,
            timeout=60,
        )


@contextmanager
def own_server(*, durable: bool = False) -> Iterator[Server]:
    """A running server; skips where PostgreSQL is not installed. durable: it waits for the disk, as in use."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("PostgreSQL's programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="own-server-"))
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    server = Server(found[-1].parent, folder, free_port(), durable)
    try:
        server.run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        server.do("start")
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.do("stop", "immediate")
        shutil.rmtree(folder)
