"""Addresses that strangers name: nothing private is ever reached, and nothing takes for ever."""

import contextlib
import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publisher.errors import Refused
from publisher.outbound import Answer, fetch, is_public

Reply = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A web server on loopback that answers each path as told, and counts what reached it."""

    def __init__(self) -> None:
        self.paths: dict[str, Reply] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(f"{self.headers['Host']}{self.path}")
                outer.paths[self.path](self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def says(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.paths[path] = reply

    def fetch(self, path: str, *, most_bytes: int = 1_000, seconds: float = 5) -> Answer:
        return fetch(
            f"http://feeds.example.org:{self.port}{path}",
            most_bytes=most_bytes,
            seconds=seconds,
            permit=lambda address: address.is_loopback,
            look_up=lambda host, port: ["127.0.0.1"] if host.endswith("example.org") else ["10.0.0.1"],
            ports=None,
        )


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


def code(url: str, look_up: Callable[[str, int], Sequence[str]] | None = None) -> str:
    with pytest.raises(Refused) as caught:
        fetch(url, seconds=3, **({"look_up": look_up} if look_up else {}))  # type: ignore[arg-type] # what is given differs from call to call
    return caught.value.faults[0].code


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "0.1.2.3",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2002:a9fe:a9fe::",
        "2002:c0a8:1::",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "2001:db8::1",
        "100::1",
        "2001:10::1",
        "2001:0:7f00:1::1",
        "2001:0:1:2:3:4:80ff:fffe",
        "::ffff:0:127.0.0.1",
        "fd00:ec2::254",
    ],
)
def test_no_private_address_counts_as_public_however_it_is_wrapped(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert code("http://feeds.example.org/", lambda host, port: [address]) == "address_not_public"
    assert (
        code("http://feeds.example.org/", lambda host, port: ["93.184.216.34", address])
        == "address_not_public"
    )


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "[::1]",
        "localhost",
        "localhost.",
        "[::ffff:127.0.0.1]",
        "①②⑦.0.0.1",
        "0",
    ],
)
def test_odd_spellings_of_this_machine_are_refused(host: str) -> None:
    assert code(f"http://{host}/") in ("address_not_public", "bad_address", "unreachable")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "http://", "http:///x", "//example.org/", "example.org",
        "http://user:word@example.org/", "http://example.org:22/", "http://example.org:99999/", "http://exa mple.org/", "http://example.org\\@127.0.0.1/",
        "http://[::1", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_ordinary_web_address_is_refused(url: str) -> None:
    assert code(url, lambda host, port: ["93.184.216.34"]) == "bad_address"


def test_it_is_looked_up_once_and_asked_by_its_name(server: Server) -> None:
    server.says("/feed", b"<rss/>", Content_Type="application/rss+xml; charset=utf-8")
    looked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"] if len(looked) == 1 else ["10.0.0.1"]

    answer = fetch(
        f"http://feeds.example.org:{server.port}/feed",
        look_up=look_up,
        permit=lambda a: a.is_loopback,
        ports=None,
    )
    assert (answer.body, answer.media_type, looked) == (
        b"<rss/>",
        "application/rss+xml",
        ["feeds.example.org"],
    )
    assert server.asked == [f"feeds.example.org:{server.port}/feed"]


def test_three_redirects_are_followed_and_a_fourth_is_not(server: Server) -> None:
    for n in range(4):
        server.says(f"/{n}", status=302, Location=f"/{n + 1}")
    server.says("/4", b"there")
    assert server.fetch("/1").body == b"there"
    with pytest.raises(Refused, match="more than 3 times"):
        server.fetch("/0")


@pytest.mark.parametrize(
    "onward",
    ["http://inside.example.net/", "file:///etc/passwd", "http://127.0.0.1/", "//inside.example.net/"],
)
def test_a_redirect_is_checked_like_the_first_address(server: Server, onward: str) -> None:
    server.says("/away", status=301, Location=onward)
    with pytest.raises(Refused) as caught:
        server.fetch("/away")
    assert caught.value.faults[0].code in ("address_not_public", "bad_address")
    assert len(server.asked) == 1


def test_too_much_is_refused_also_when_packed_small(server: Server) -> None:
    server.says("/large", b"x" * 1_001)
    server.says("/bomb", gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")
    server.says("/small", gzip.compress(b"words"), Content_Encoding="gzip")
    server.says("/odd", b"words", Content_Encoding="br")
    assert server.fetch("/small").body == b"words"
    for path in ("/large", "/bomb", "/odd"):
        with pytest.raises(Refused):
            server.fetch(path)


def test_a_server_that_drips_is_left_in_time(server: Server) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            for _ in range(200):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.1)

    server.paths["/drip"] = drip
    began = time.monotonic()
    with pytest.raises(Refused, match=r"more than 0\.6 seconds") as caught:
        server.fetch("/drip", seconds=0.6)
    assert time.monotonic() - began < 3
    assert caught.value.faults[0].code == "too_slow"


def test_errors_of_the_server_are_told(server: Server) -> None:
    server.says("/gone", status=410)
    with pytest.raises(Refused, match="the server answered 410"):
        server.fetch("/gone")


def test_a_closed_port_is_told_in_a_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(Refused, match="could not be reached"):
        fetch(
            f"http://x.example.org:{port}/?token=secret",
            permit=lambda a: True,
            look_up=lambda h, p: ["127.0.0.1"],
            ports=None,
        )
