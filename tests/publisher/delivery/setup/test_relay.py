"""What a relay offers is shown before anything is sent, and what keeps us out is said in a sentence."""

import ssl
from pathlib import Path

import pytest
import trustme

from benchmarks.ports import free_port
from publisher.cli import main
from publisher.delivery.setup.asking import Ask
from publisher.delivery.setup.relay import look_at
from publisher.delivery.transports.smtp.relay import Relay
from tests.publisher.delivery.conftest import QUICK
from tests.support.sink import Sink, Trick


def look(sink: Sink, **given: object) -> dict[str, str]:
    """What was said, as verdict by sentence; nothing was sent."""
    relay = Relay("127.0.0.1", sink.port, timeouts=QUICK, **given)  # type: ignore[arg-type] # what is given differs from call to call
    looked = look_at(relay, "ours.example.org")
    assert sink.log == []
    return {remark.what: remark.verdict for remark in looked.remarks}


def test_a_relay_with_everything_is_shown_with_everything(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    offered = ("PIPELINING", "DSN", "SMTPUTF8", "SIZE 50000000", "AUTH PLAIN")
    with Sink(tmp_path, extensions=offered, tls=tls) as sink:
        ca = str(tmp_path / "authority.pem")
        said = look(sink, security="starttls", ca=ca, user="board", password="canary")
    assert set(said.values()) == {"good"}
    assert "connected with TLS 1.3, and its certificate is good" in said
    assert "AUTH: it takes our user and password" in said
    assert "SIZE: it takes messages up to 50 MB" in said


def test_what_a_relay_lacks_is_named(tmp_path: Path) -> None:
    with Sink(tmp_path, extensions=("SIZE 100000",)) as sink:
        said = look(sink)
    missing = " ".join(what for what, verdict in said.items() if verdict == "note")
    assert all(f"{name} is missing" in missing for name in ("PIPELINING", "DSN", "SMTPUTF8"))
    assert said["SIZE: it takes no more than 100,000 bytes"] == "wrong"


@pytest.mark.parametrize(
    ("trick", "words"),
    [
        (Trick("banner", text="554 5.7.1 go away"), "554"),
        (Trick("banner", "drop"), "cannot be reached"),
        (Trick("banner", "stall", delay=5), "cannot be reached"),
    ],
)
def test_a_relay_that_does_not_let_us_in_is_one_sentence(tmp_path: Path, trick: Trick, words: str) -> None:
    with Sink(tmp_path, [trick]) as sink:
        [(what, verdict)] = look(sink).items()
    assert verdict == "wrong"
    assert words in what


def answering(records: dict[str, str]) -> Ask:
    return lambda name, kind: [records[f"{name} {kind}"]] if f"{name} {kind}" in records else []


def test_an_operator_sees_all_of_it_with_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = "westmere.example.org"
    records = {f"{here} TXT": "v=spf1 mx -all", f"{here} MX": "10 mx.example.com."}
    monkeypatch.setattr("publisher.cli.setup_view.resolver", lambda: answering(records))
    monkeypatch.setenv("PUBLISHER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("PUBLISHER_SITE", str(Path(__file__).parents[4]))
    with Sink(tmp_path) as sink:
        monkeypatch.setenv(
            "PUBLISHER_SMTP_URL", f"smtp://127.0.0.1:{sink.port} smtp://127.0.0.1:{free_port()}"
        )
        with pytest.raises(SystemExit) as left:
            main(["check", "--smtp"])
        assert sink.log == []
    said = capsys.readouterr().out
    assert left.value.code == 1
    assert "good   Connected, unencrypted, within this machine" in said
    assert "cannot be reached: [Errno 111] Connection refused" in said
    assert "good   westmere.example.org says who may send for it: v=spf1 mx -all" in said
    assert (
        f"WRONG  {here} has no DMARC record\n         Publish a TXT record at _dmarc.{here}: v=DMARC1" in said
    )
