"""The wheel holds everything a site needs, and nothing of the sample."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys; from hatchling.builders.wheel import WheelBuilder; list(WheelBuilder('.').build(directory=sys.argv[1], versions=['standard']))"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_both_packages_and_the_templates_are_in_it_and_no_sample(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "publisher/templates/email/base.html" in names
    assert "publisher/store/migrations/env.py" in names
    assert any(name.startswith("subscribers/") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "entries/", "issues/", "docs/"))]


def test_installed_from_the_wheel_it_checks_a_site_and_takes_in_its_entries(
    wheel: Path, tmp_path: Path
) -> None:
    """Unpacked where no checkout is near, with the dependencies of this environment."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site-packages")
    site = tmp_path / "our-site"
    site.mkdir()
    (site / "schedule.yaml").write_text((ROOT / "schedule.yaml").read_text())
    entries = [str(path) for path in sorted((ROOT / "entries").glob("*.md"))]
    run = [
        "-c",
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from publisher.cli import main; main()",
        str(tmp_path / "site-packages"),
    ]
    environment = {
        "PATH": "/usr/bin:/bin",
        "PUBLISHER_SITE": str(site),
        "PUBLISHER_VAR": str(tmp_path / "var"),
    }
    for arguments in (
        ["check"],
        ["import", *entries, "--archive"],
        ["entries", "list"],
    ):
        done = subprocess.run(
            [sys.executable, *run, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
