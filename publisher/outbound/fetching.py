"""Fetching from addresses that strangers name: one look-up, public addresses only, small and in time.

The name is resolved once; every address it has must be public, also what hides inside IPv6; the connection
goes to that very address. Redirects are followed by hand, each checked anew.
"""

import ipaddress
import socket
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from publisher.errors import Refused, refuse
from publisher.outbound.pinned import Pinned, Watch
from publisher.outbound.public import Address, is_public

Permit = Callable[[Address], bool]
Resolve = Callable[[str, int], Sequence[str]]

MOST_BYTES = 10_000_000
SECONDS = 20.0
MOST_HOPS = 3
PORTS = frozenset({80, 443, 8080, 8443})
AGENT = "publisher (feed reader)"
_CHUNK = 65_536
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Answer:
    """What came back: the address it came from in the end, the status, its headers, its body unpacked."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """As the server said it, without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


def resolve(host: str, port: int) -> list[str]:
    """Every address that `host` has now."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetch(
    url: str,
    *,
    headers: dict[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
    permit: Permit = is_public,
    look_up: Resolve = resolve,
    ports: frozenset[int] | None = PORTS,
) -> Answer:
    """What stands at `url`, at most `most_bytes` unpacked, within `seconds` altogether.

    permit, look_up, ports: for tests, which stay on loopback; ports None: any. Raises Refused with codes
    address_not_public, bad_address, too_many_hops, too_large, too_slow, unreachable, http_status.
    """
    kept = {"User-Agent": AGENT, "Accept-Encoding": "gzip, identity", **(headers or {})}
    with Watch(seconds) as watch:
        for _ in range(MOST_HOPS + 1):
            target = _checked(url, ports)
            answer, onward = _one(url, target, kept, most_bytes, permit, look_up, watch)
            if onward is None:
                return answer
            if target.scheme == "https" and urlsplit(onward).scheme == "http":
                raise _not_allowed(url, "it leads from https to http")
            url = onward
    raise refuse(
        f"it leads on more than {MOST_HOPS} times",
        where=_short(url),
        mend="give the final address",
        code="too_many_hops",
    )


def _checked(url: str, ports: frozenset[int] | None) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (
            (parts.hostname or "").encode("idna").decode()
            if not (parts.hostname or "").isascii()
            else parts.hostname
        )
    except (ValueError, UnicodeError) as error:
        raise _not_allowed(url, "it is no web address") from error
    if parts.scheme not in ("http", "https") or not host:
        raise _not_allowed(url, "only http and https addresses are fetched")
    if parts.username or parts.password:
        raise _not_allowed(url, "it holds a user name or password")
    if any(c in url for c in "\\\r\n\t\0 "):
        raise _not_allowed(url, "it is no web address")
    if ports is not None and port not in ports:
        raise _not_allowed(url, f"port {port} is not one of the web's")
    return parts


def _pinned(parts: SplitResult, url: str, permit: Permit, look_up: Resolve) -> str:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = list(look_up(host, port))
        addresses = [ipaddress.ip_address(one) for one in found]
    except (OSError, UnicodeError, ValueError) as error:
        raise refuse(
            "its name is not known", where=_short(url), mend="check the address", code="unreachable"
        ) from error
    if not addresses or not all(permit(one) for one in addresses):
        raise refuse(
            "it leads to an address that is not on the public internet",
            where=_short(url),
            mend="give a public web address, or save the page and import the file",
            code="address_not_public",
        )
    return str(addresses[0])


def _one(
    url: str,
    parts: SplitResult,
    headers: dict[str, str],
    most_bytes: int,
    permit: Permit,
    look_up: Resolve,
    watch: "Watch",
) -> tuple[Answer, str | None]:
    """One request, and where it leads on to."""
    address = _pinned(parts, url, permit, look_up)
    with requests.Session() as session:
        session.trust_env = False
        adapter = Pinned(address, watch)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        try:
            with session.get(
                url, headers=headers, stream=True, allow_redirects=False, timeout=watch.seconds
            ) as reply:
                said = {name.lower(): value for name, value in reply.headers.items()}
                if reply.status_code in _REDIRECTS and "location" in said:
                    return Answer(url, reply.status_code, said, b""), urljoin(url, said["location"])
                body = b"".join(_unpacked(reply, said, most_bytes, url))
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if watch.over:
                raise _slow(url, watch.seconds) from error
            raise refuse(
                f"it could not be reached ({error.__class__.__name__})",
                where=_short(url),
                mend="try it in a browser, or try again later",
                code="unreachable",
            ) from error
    if watch.over:
        raise _slow(url, watch.seconds)
    if reply.status_code != 304 and not 200 <= reply.status_code < 300:
        raise refuse(
            f"the server answered {reply.status_code}",
            where=_short(url),
            mend="try the address in a browser",
            code="http_status",
        )
    return Answer(url, reply.status_code, said, body), None


def _unpacked(reply: requests.Response, said: dict[str, str], most_bytes: int, url: str) -> Iterator[bytes]:
    """The body by pieces; never more than `most_bytes`, however small it was packed."""
    encoding = said.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "deflate"):
        raise refuse(
            f"it is packed as '{encoding[:20]}', which was not asked for",
            where=_short(url),
            code="unreachable",
        )
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding in ("gzip", "deflate") else None
    size = 0
    for chunk in reply.raw.stream(_CHUNK, decode_content=False):
        rest = chunk
        while rest:
            try:
                piece = unpack.decompress(rest, _CHUNK) if unpack else rest
            except zlib.error as error:
                raise refuse("it is packed wrongly", where=_short(url), code="unreachable") from error
            rest = unpack.unconsumed_tail if unpack else b""
            size += len(piece)
            if size > most_bytes:
                raise refuse(
                    f"it has more than {most_bytes / 1_000_000:g} MB",
                    where=_short(url),
                    mend="give a smaller one",
                    code="too_large",
                )
            yield piece
    if unpack:
        yield unpack.flush()


def _not_allowed(url: str, why: str) -> Refused:
    return refuse(
        why,
        where=_short(url),
        mend="give a public web address, or save the page and import the file",
        code="bad_address",
    )


def _slow(url: str, seconds: float) -> Refused:
    return refuse(
        f"it took more than {seconds:g} seconds", where=_short(url), mend="try again later", code="too_slow"
    )


def _short(url: str) -> str:
    """An address as sentences show it: without what may be secret in it."""
    shown = url.split("?")[0].split("#")[0]
    if "@" in shown.split("//", 1)[-1].split("/", 1)[0]:
        scheme, _, rest = shown.partition("//")
        shown = f"{scheme}//{rest.split('@', 1)[-1]}"
    return shown[:200]
