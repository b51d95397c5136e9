"""An LMTP door (RFC 2033): the relay hands reports over, and knows per recipient whether we have them."""

import logging
import socket
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from publisher.delivery.feedback.doors import Hear
from publisher.delivery.feedback.reading import MOST_BYTES

log = logging.getLogger(__name__)


class LmtpDoor(Controller):
    """A listening LMTP server in a thread of its own; `start()` and `stop()` are its life."""

    def __init__(self, hear: Hear, *, host: str, port: int) -> None:
        super().__init__(_Handler(hear), hostname=host, port=port)

    def start(self) -> None:
        """Listen. Raises OSError when the address is taken or not ours."""
        try:
            # The server's own thread would say so only after all its patience.
            socket.create_server((self.hostname, self.port)).close()
            super().start()
        except BaseException:
            self.loop.close()
            raise

    def factory(self) -> LMTP:
        return LMTP(self.handler, enable_SMTPUTF8=True, data_size_limit=MOST_BYTES, ident="publisher reports")


class _Handler:
    def __init__(self, hear: Hear) -> None:
        self._hear = hear

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content or b""
        raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        answers = []
        for recipient in envelope.rcpt_tos:
            try:
                await server.loop.run_in_executor(None, self._hear, raw, recipient)
                answers.append("250 2.0.0 heard")
            except Exception:  # whatever it was, the relay keeps the report and comes again
                log.exception("a report could not be recorded")
                answers.append("451 4.3.0 cannot record it now, please come again")
        return "\r\n".join(answers)
