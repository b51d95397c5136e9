"""Polling whichever mailbox the settings name."""

import ssl
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher.delivery.feedback.doors import Hear
from publisher.delivery.feedback.doors.imap import poll_imap
from publisher.delivery.feedback.doors.maildir import poll_maildir
from publisher.errors import refuse

POLLED = ("maildir", "imap", "imaps")


def poll(url: str, hear: Hear, *, tls: ssl.SSLContext) -> int:
    """Hear what is new at maildir:///FOLDER or imaps://USER:PASSWORD@HOST/FOLDER; how many reports.

    Raises Refused for an address of another kind, and when the mailbox cannot be read.
    """
    parsed = urlsplit(url)
    if parsed.scheme == "maildir":
        return poll_maildir(Path(unquote(parsed.path)), hear)
    if parsed.scheme in ("imap", "imaps"):
        return poll_imap(url, hear, tls=tls)
    raise refuse(
        f"{parsed.scheme or 'nothing'}:// is no mailbox we can poll",
        where="PUBLISHER_BOUNCE_URL",
        mend="use maildir:///FOLDER, imaps://USER:PASSWORD@HOST/FOLDER, or lmtp://HOST:PORT to listen",
    )
