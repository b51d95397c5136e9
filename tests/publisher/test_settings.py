"""Settings come from the environment, and a wrong one is named."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from publisher.bootstrap import secret_keys
from publisher.errors import Refused
from publisher.settings import Settings, read_settings


def test_by_default_nothing_leaves_and_the_database_is_a_file_of_ours() -> None:
    settings = read_settings({})
    assert settings.smtp_url.get_secret_value() == ""
    assert settings.database == "sqlite:///var/publisher.db"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s" * 40 + "\n")
    settings = read_settings({"PUBLISHER_SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert settings.secret_key.get_secret_value() == "s" * 40
    assert "sss" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PUBLISHER_SMTP": "x"}, "there is no setting PUBLISHER_SMTP"),
        ({"PUBLISHER_STIE": "x"}, "PUBLISHER_STIE. Did you mean PUBLISHER_SITE?"),
        ({"PUBLISHER_PORT": "0"}, "PUBLISHER_PORT: '0' is no value for it. Give a number from 1 to 65535."),
        ({"PUBLISHER_LOG": "loud"}, "PUBLISHER_LOG: 'loud' is no value for it. Use text or json."),
        (
            {"PUBLISHER_SMTP_URL_FILE": "/no/such/file"},
            "PUBLISHER_SMTP_URL_FILE: the file /no/such/file cannot be read",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_name(environment: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_settings(environment)


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    with pytest.raises(Refused, match="is empty"):
        read_settings({"PUBLISHER_SECRET_KEY_FILE": str(tmp_path / "secret")})


def test_services_that_begin_at_one_moment_make_one_key(tmp_path: Path) -> None:
    for number in range(20):
        settings = read_settings({"PUBLISHER_VAR": str(tmp_path / str(number))})
        together = Barrier(8)

        def begin(settings: Settings = settings, together: Barrier = together) -> tuple[bytes, ...]:
            together.wait()
            return secret_keys(settings)

        with ThreadPoolExecutor(8) as services:
            keys = {service.result() for service in [services.submit(begin) for _ in range(8)]}
        assert len(keys) == 1
        assert [file.name for file in settings.var.iterdir()] == ["secret_key"]
        assert (settings.var / "secret_key").stat().st_mode & 0o077 == 0
