"""Parsers of foreign documents: whatever they do, the service goes on, and says in a sentence what happened."""

import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from publisher.confine import Limits, confined
from publisher.errors import Refused, refuse

SHORT = Limits(seconds=1.5, memory=300_000_000, output=1_000_000)


def echo(data: bytes, *words: str) -> bytes:
    return data + " ".join(words).encode()


def sleep(_: bytes) -> bytes:
    time.sleep(60)
    return b""


def spin(_: bytes) -> bytes:
    while True:
        pass


def hoard(_: bytes) -> bytes:
    return bytes(2_000_000_000)


def flood(_: bytes) -> bytes:
    return bytes(5_000_000)


def stumble(_: bytes) -> bytes:
    raise KeyError("secret words")


def object_(_: bytes) -> bytes:
    raise refuse("it is not as it should be", where="page, line 3", mend="mend it", code="odd")


def crash(_: bytes) -> bytes:
    os.abort()


def connect(_: bytes) -> bytes:
    socket.create_connection(("127.0.0.1", 9))
    return b""


def look_up(_: bytes) -> bytes:
    socket.getaddrinfo("example.org", 80)
    return b""


def write(data: bytes) -> bytes:
    Path(data.decode()).write_text("x")
    return b""


def start(_: bytes) -> bytes:
    subprocess.run(["true"], check=False)
    return b""


def environment(_: bytes) -> bytes:
    return "\n".join(os.environ).encode()


def code_of(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.faults[0].code


def test_bytes_go_in_and_bytes_come_out() -> None:
    assert confined(echo, b"words ", "and", "more", what="page") == b"words and more"


@pytest.mark.parametrize("parser", [sleep, spin])
def test_one_that_takes_too_long_is_ended(parser: object) -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match=r"took more than 1\.5 seconds") as caught:
        confined(parser, b"", what="page", limits=SHORT)  # type: ignore[arg-type] # the parser is made to misbehave
    assert time.monotonic() - began < 4
    assert code_of(caught) == "parser_limits"


def test_one_that_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(Refused, match="more than 300 MB of memory"):
        confined(hoard, b"", what="page", limits=SHORT)


@pytest.mark.parametrize("parser", [flood, crash])
def test_one_that_floods_or_crashes_is_told_as_broken(parser: object) -> None:
    with pytest.raises(Refused) as caught:
        confined(parser, b"", what="page", limits=SHORT)  # type: ignore[arg-type] # the parser is made to misbehave
    assert code_of(caught) == "parser_limits"


def test_a_stumble_is_told_without_its_secrets() -> None:
    with pytest.raises(Refused, match=r"page: it cannot be read \(KeyError\)") as caught:
        confined(stumble, b"", what="page")
    assert "secret" not in str(caught.value)


def test_a_refusal_comes_through_as_it_is() -> None:
    with pytest.raises(Refused, match=r"page, line 3: it is not as it should be\. Mend it\.") as caught:
        confined(object_, b"", what="page")
    assert code_of(caught) == "odd"


@pytest.mark.parametrize("parser", [connect, look_up, write, start])
def test_it_has_no_network_no_files_and_no_programs(parser: object, tmp_path: Path) -> None:
    target = tmp_path / "written"
    with pytest.raises(Refused, match="PermissionError"):
        confined(parser, str(target).encode(), what="page")  # type: ignore[arg-type] # the parser is made to misbehave
    assert not target.exists()


def test_it_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISHER_SECRET_KEY", "canary")
    assert b"PUBLISHER" not in confined(environment, b"", what="page")
