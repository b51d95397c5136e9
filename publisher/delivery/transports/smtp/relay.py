"""A relay as a noun: where it is, how it is spoken to, how much of it we may use."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from publisher.errors import refuse

Security = Literal["none", "starttls", "tls"]
SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
SETTING = "PUBLISHER_SMTP_URL"


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait at each step; not shorter by default than RFC 5321 §4.5.3.2 asks.

    idle: after so long without a letter a connection ends. rest, longest_rest: how long an ill relay is left
    alone, doubling. probe: after so long with fewer connections, one more is tried.
    """

    connect: float = 30.0
    greeting: float = 300.0
    command: float = 300.0
    data: float = 120.0
    block: float = 180.0
    dot: float = 600.0
    quit: float = 5.0
    idle: float = 20.0
    rest: float = 5.0
    longest_rest: float = 300.0
    probe: float = 60.0


@dataclass(frozen=True)
class Relay:
    """One next hop.

    sessions: connections at most; messages: after so many a connection is renewed.
    weight: its share of the letters among relays; 0: only while no other is well.
    per_second, per_minute: messages at most, over all workers; 0: no limit. per_domain: for each named
    recipient domain, messages a minute at most, over all relays and workers. ca: a PEM file to trust instead
    of the system's authorities.
    """

    host: str
    port: int
    security: Security = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    sessions: int = 10
    messages: int = 1000
    weight: float = 1.0
    per_second: float = 0.0
    per_minute: float = 0.0
    per_domain: tuple[tuple[str, float], ...] = ()
    ca: str = ""
    timeouts: Timeouts = Timeouts()

    def __hash__(self) -> int:
        """Of what tells relays apart: it is asked for several times per letter, and all fields cost 1 µs."""
        return hash((self.host, self.port, self.user))

    @property
    def key(self) -> str:
        """Its name in lanes, logs and reasons; it holds no secret."""
        return f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine, so that nobody can listen on the way."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def tls_context(self) -> ssl.SSLContext:
        """Certificate and name are verified, TLS 1.2 at least (RFC 8314 §4.1)."""
        context = ssl.create_default_context(cafile=self.ca or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def read_relays(urls: str) -> tuple[Relay, ...]:
    """The relays that `urls`, separated by spaces, name. Raises Refused; no password is ever repeated.

    Beside the address: ?sessions=10&messages=1000&weight=1&per_second=0&per_minute=0&ca=FILE
    &domain=example.com:100 (messages a minute to one recipient domain; may be given several times)
    """
    return tuple(_read(url, number) for number, url in enumerate(urls.split(), 1))


def _read(url: str, number: int) -> Relay:
    where = f"{SETTING}, relay {number}"
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise refuse(
            f"'{parts.scheme}' is no way to speak to a relay", where=where, mend=f"use {', '.join(SCHEMES)}"
        )
    security, usual_port = SCHEMES[parts.scheme]
    try:
        port = parts.port or usual_port
    except ValueError:
        raise refuse("the port is no number", where=where, mend="write scheme://HOST:PORT") from None
    if not parts.hostname:
        raise refuse("there is no host", where=where, mend="write scheme://HOST:PORT")
    numbers: dict[str, float] = {}
    texts: dict[str, str] = {}
    domains: list[tuple[str, float]] = []
    for name, value in parse_qsl(parts.query):
        if name == "ca":
            texts[name] = value
        elif name == "domain":
            domain, _, limit = value.partition(":")
            domains.append((domain.lower(), _number("domain", limit, where)))
        elif name not in ("sessions", "messages", "weight", "per_second", "per_minute"):
            raise refuse(
                f"'{name}' is no property of a relay", where=where, mend="see docs/run-it.md, A relay"
            )
        else:
            numbers[name] = _number(name, value, where)
    relay = Relay(
        parts.hostname,
        port,
        security,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        int(numbers.get("sessions", Relay.sessions)),
        int(numbers.get("messages", Relay.messages)),
        numbers.get("weight", Relay.weight),
        numbers.get("per_second", 0.0),
        numbers.get("per_minute", 0.0),
        tuple(domains),
        texts.get("ca", ""),
    )
    if relay.user and relay.security == "none" and not relay.loopback:
        raise refuse(
            "a password would travel in the clear", where=where, mend="use smtp+starttls:// or smtps://"
        )
    return relay


def _number(name: str, value: str, where: str) -> float:
    least = 1.0 if name in ("sessions", "messages", "domain") else 0.0
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not least <= number <= 1_000_000:
        raise refuse(f"{name} cannot be '{value}'", where=where, mend=f"a number from {least:g}")
    return number
