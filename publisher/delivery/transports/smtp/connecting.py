"""Opening a connection: greeting, EHLO, TLS, AUTH, by smtplib; it blocks, so it runs in a thread."""

import smtplib
import socket
import ssl
from dataclasses import dataclass

from publisher.delivery.transports.smtp.relay import Relay


@dataclass(frozen=True)
class Offers:
    """What a relay's last EHLO listed that matters to us. size: 0 means no limit was named."""

    pipelining: bool = False
    size_known: bool = False
    size: int = 0
    utf8: bool = False
    dsn: bool = False


@dataclass(frozen=True)
class Line:
    """An open connection, ready for MAIL, and not blocking."""

    relay: Relay
    socket: socket.socket
    offers: Offers


class NoLine(Exception):
    """No connection. `stopped`: trying again will not help until a person has looked."""

    def __init__(self, why: str, *, stopped: bool = False, too_many: bool = False) -> None:
        super().__init__(why)
        self.stopped, self.too_many = stopped, too_many


class _Conversation(smtplib.SMTP):
    """smtplib with time-outs of its own for connecting and for what follows."""

    def __init__(self, relay: Relay, name: str) -> None:
        self._relay = relay
        super().__init__(local_hostname=name, timeout=relay.timeouts.connect)
        # After STARTTLS smtplib checks the certificate against the host it was made with, and none other.
        self._host = relay.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = socket.create_connection((host, port), timeout)
        try:
            # A lone final dot must not wait for an acknowledgement that the other side delays.
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._relay.security == "tls":
                opened = self._relay.tls_context().wrap_socket(opened, server_hostname=host)
            opened.settimeout(self._relay.timeouts.greeting)
        except BaseException:
            opened.close()
            raise
        return opened


def connect(relay: Relay, name: str) -> Line:
    """A connection to `relay`; `name` is ours in EHLO. Raises NoLine whatever the world does."""
    conversation: _Conversation | None = None
    try:
        conversation = _Conversation(relay, name)
        return _converse(conversation, relay)
    except NoLine:
        raise
    except smtplib.SMTPAuthenticationError as error:
        why = f"{relay.key} does not take the user and password of PUBLISHER_SMTP_URL ({error.smtp_code})"
        raise NoLine(why, stopped=True) from error
    except ssl.SSLCertVerificationError as error:
        why = f"the certificate of {relay.key} is not to be trusted: {error.verify_message}"
        raise NoLine(why, stopped=True) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NoLine(
            f"{relay.key} does not offer what PUBLISHER_SMTP_URL asks: {error}", stopped=True
        ) from error
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else ""
        why = f"{relay.key} answered {error.smtp_code} {said[:200]}"
        raise NoLine(why, too_many=error.smtp_code == 421) from error
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise NoLine(f"{relay.key} cannot be reached: {error or error.__class__.__name__}") from error
    finally:
        if conversation is not None and conversation.sock is not None:
            conversation.close()


def _converse(conversation: _Conversation, relay: Relay) -> Line:
    code, said = conversation.connect(relay.host, relay.port)
    if code != 220:
        raise NoLine(
            f"{relay.key} greeted with {code} {said[:200].decode('utf-8', 'replace')}", too_many=code == 421
        )
    conversation.ehlo_or_helo_if_needed()
    if relay.security == "starttls":
        code, said = conversation.starttls(context=relay.tls_context())
        if code != 220:
            raise NoLine(f"{relay.key} refused STARTTLS with {code}", stopped=True)
        conversation.ehlo_or_helo_if_needed()
    if relay.user:
        conversation.login(relay.user, relay.password)
    features = conversation.esmtp_features
    announced = features.get("size", "")
    opened, conversation.sock = conversation.sock, None
    if opened is None:
        raise NoLine(f"{relay.key} closed the connection")
    if conversation.file is not None:
        conversation.file.close()
    opened.setblocking(False)
    return Line(
        relay,
        opened,
        Offers(
            pipelining="pipelining" in features,
            size_known="size" in features,
            size=int(announced) if announced.isdigit() else 0,
            utf8="smtputf8" in features,
            dsn="dsn" in features,
        ),
    )
