"""A terminal in the office of a small site: run a command, get its exit code and what it said."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from publisher.bootstrap import open_database
from publisher.cli import main
from publisher.entries import versions
from publisher.settings import read_settings
from tests.publisher.entries.samples import file, read
from tests.support import sites


class Said(NamedTuple):
    """An exit code and both outputs."""

    code: int
    out: str
    err: str


class Office:
    """One site in a folder, and its command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder, self._capsys, self.patch = folder, capsys, patch
        sites.schedule(folder)
        patch.setenv("PUBLISHER_SITE", str(folder))
        patch.setenv("PUBLISHER_VAR", str(folder / "var"))
        self.settings = read_settings()

    def run(self, *arguments: str) -> Said:
        """What `publisher ARGUMENTS` says."""
        code = 0
        try:
            main(list(arguments))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        return Said(code, *self._capsys.readouterr())

    def save(self, body: str = "Ring.\n", **keys: str) -> None:
        """The sample entry, saved as a draft."""
        with open_database(self.settings).begin() as conn:
            versions.save(conn, read(body, **keys), file(body, **keys), now=datetime.now(UTC))

    def editor(self, script: str) -> None:
        """An editor that runs a shell script with the file as $1."""
        path = self.folder / "editor.sh"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        self.patch.delenv("VISUAL", raising=False)
        self.patch.setenv("EDITOR", str(path))
