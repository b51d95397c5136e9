"""An IMAP mailbox polled by the clock (RFC 9051): unseen messages are heard, then marked \\Seen."""

import imaplib
import ssl
from urllib.parse import unquote, urlsplit

from publisher.delivery.feedback.doors import Hear
from publisher.delivery.feedback.reading import MOST_BYTES
from publisher.errors import refuse

MOST_AT_ONCE = 500
PATIENCE = 60.0


def poll_imap(url: str, hear: Hear, *, tls: ssl.SSLContext) -> int:
    """Hear every unseen message of imaps://USER:PASSWORD@HOST[:PORT]/FOLDER, at most 500; returns how many.

    imap:// is taken for a loopback server only. Raises Refused when the server or the folder says no.
    """
    parsed = urlsplit(url)
    host, folder = parsed.hostname or "", unquote(parsed.path.lstrip("/")) or "INBOX"
    try:
        with _connect(parsed.scheme, host, parsed.port, tls) as mailbox:
            mailbox.login(unquote(parsed.username or ""), unquote(parsed.password or ""))
            answer, _ = mailbox.select(_quoted(folder))
            if answer != "OK":
                raise refuse(f"there is no mailbox {folder} on {host}", where="PUBLISHER_BOUNCE_URL")
            return _hear_unseen(mailbox, hear)
    except imaplib.IMAP4.error as error:
        raise refuse(
            f"{host} refused: {error}", where="PUBLISHER_BOUNCE_URL", mend="check user and password"
        ) from error
    except OSError as error:
        raise refuse(
            f"{host} cannot be reached: {error}",
            where="PUBLISHER_BOUNCE_URL",
            mend="the next poll tries again",
        ) from error


def _connect(scheme: str, host: str, port: int | None, tls: ssl.SSLContext) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=tls, timeout=PATIENCE)
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise refuse(
            "imap:// would send the password in clear", where="PUBLISHER_BOUNCE_URL", mend="use imaps://"
        )
    return imaplib.IMAP4(host, port or 143, timeout=PATIENCE)


def _hear_unseen(mailbox: imaplib.IMAP4, hear: Hear) -> int:
    _, found = mailbox.uid("SEARCH", "UNSEEN")
    numbers = found[0].split()[:MOST_AT_ONCE] if found and found[0] else []
    for number in numbers:
        uid = number.decode("ascii")
        _, parts = mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is not None:
            hear(raw, "")
        mailbox.uid("STORE", uid, "+FLAGS", "(\\Seen)")
    return len(numbers)


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
