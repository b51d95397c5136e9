"""What a relay offers: a connection is opened as posting does it, looked at, and ended. No mail is sent."""

import ssl
from dataclasses import dataclass

from publisher.delivery.setup.remark import Remark, good, note, wrong
from publisher.delivery.transports.smtp.connecting import Line, NoLine, connect
from publisher.delivery.transports.smtp.relay import Relay

PATIENCE = 5.0
MEGABYTE = 1_000_000
SMALLEST_SIZE = 1_000_000


@dataclass(frozen=True)
class Looked:
    """What was seen of one relay; address: the number it answered from, empty if it did not."""

    remarks: tuple[Remark, ...]
    address: str = ""


def look_at(relay: Relay, name: str) -> Looked:
    """Connect as we would for posting; `name` is ours in EHLO."""
    try:
        line = connect(relay, name)
    except NoLine as failed:
        said = wrong(relay.key, str(failed), "check PUBLISHER_SMTP_URL, and ask the relay's operator")
        return Looked((said,))
    try:
        address = str(line.socket.getpeername()[0])
        return Looked((*_connection(line), *_offers(line)), address)
    finally:
        _quit(line)


def _connection(line: Line) -> list[Remark]:
    relay, made = line.relay, []
    if isinstance(line.socket, ssl.SSLSocket):
        version = (line.socket.version() or "TLS").replace("TLSv", "TLS ")
        made.append(good(relay.key, f"connected with {version}, and its certificate is good"))
    elif relay.loopback:
        made.append(good(relay.key, "connected, unencrypted, within this machine"))
    else:
        made.append(
            wrong(relay.key, "connected, but nothing is encrypted", "use smtp+starttls:// or smtps://")
        )
    if relay.user:
        made.append(good(relay.key, "AUTH: it takes our user and password"))
    else:
        made.append(note(relay.key, "AUTH: no user is given; it must know us by our address"))
    return made


def _offers(line: Line) -> list[Remark]:
    key, offers = line.relay.key, line.offers
    made = [
        good(key, "PIPELINING: messages need fewer round trips")
        if offers.pipelining
        else note(key, "PIPELINING is missing: posting is slower than it could be"),
        good(key, "DSN: reports can name the message they are about")
        if offers.dsn
        else note(key, "DSN is missing: reports are told apart by the return path alone, which suffices"),
        good(key, "SMTPUTF8: addresses such as jürgen@… can be written to")
        if offers.utf8
        else note(key, "SMTPUTF8 is missing: an address with letters outside ASCII before the @ is refused"),
    ]
    if not offers.size_known:
        made.append(note(key, "SIZE is missing: a message that is too large is found out only when sent"))
    elif offers.size and offers.size < SMALLEST_SIZE:
        made.append(wrong(key, f"SIZE: it takes no more than {offers.size:,} bytes", "have the limit raised"))
    else:
        limit = f"messages up to {offers.size // MEGABYTE:,} MB" if offers.size else "messages of any size"
        made.append(good(key, f"SIZE: it takes {limit}"))
    return made


def _quit(line: Line) -> None:
    try:
        line.socket.settimeout(PATIENCE)
        line.socket.sendall(b"QUIT\r\n")
        line.socket.recv(512)
    except OSError:
        pass  # whatever it says now changes nothing
    finally:
        line.socket.close()
