"""README's first command, in a fresh clone that has never seen the project."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOON = 90  # seconds, installation included
AT_ONCE = 5  # seconds, a second time

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a checkout to clone"),
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    return folder


def make(clone: Path, *arguments: str) -> str:
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PUBLISHER_", "VIRTUAL_ENV", "MAKE"))
    }
    done = subprocess.run(
        ["make", *arguments],
        cwd=clone,
        env=clean,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_readme_names_the_commands_that_are_run_here() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^make run\b", readme, re.MULTILINE)
    assert re.search(r"^make test\b", readme, re.MULTILINE)
    assert "make run ONCE=1" in readme


def test_one_command_from_nothing_to_a_year_of_mails(clone: Path) -> None:
    began = time.monotonic()
    said = make(clone, "run", "ONCE=1")
    assert time.monotonic() - began < SOON
    assert "The outbox" in said
    assert len(list((clone / "var" / "outbox").glob("*.eml"))) > 500

    began = time.monotonic()
    assert "nothing is sent twice" in make(clone, "run", "ONCE=1")
    assert time.monotonic() - began < AT_ONCE * 2, "twice the promise, for a busy machine"
    shutil.rmtree(clone / ".venv")
