"""The command line answers quickly, and refuses in sentences."""

import subprocess
import sys

import pytest

from publisher.cli import main
from publisher.cli.table import COMMANDS


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    said = capsys.readouterr().out
    assert all(f"  {name}" in said and command.line in said for name, command in COMMANDS.items())


def test_help_imports_nothing_heavy() -> None:
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from publisher.cli import main; main(['--help']); print(*sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not {"typer", "sqlalchemy", "fastapi", "pydantic", "jinja2"} & set(seen.split())


def test_an_unknown_command_is_wrong_usage_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["isues"])
    assert stopped.value.code == 2
    assert "Did you mean 'issues'?" in capsys.readouterr().err
