"""What a session asks of the transport it belongs to."""

from typing import Protocol, TypeVar

from publisher.delivery.message.pattern import Letter
from publisher.delivery.transports.smtp.verdicts import Lane
from publisher.delivery.transports.transport import Ended, Offered

Asker = TypeVar("Asker", contravariant=True)


class Desk(Protocol[Asker]):
    """Every call names the session that makes it."""

    def next_letter(self, session: Asker) -> Letter | None:
        """Another letter for this session, if there is one."""

    def tell(self, event: Offered | Ended) -> None:
        """What happened to a letter."""

    def judged(self, session: Asker, lane: Lane, why: str) -> None:
        """What a reply, or its absence, says of the relay."""

    def writable(self, session: Asker, *, wanted: bool) -> None:
        """Whether to be told when the connection takes more bytes."""

    def gone(self, session: Asker) -> None:
        """The connection is closed; every letter on it has been told of."""
