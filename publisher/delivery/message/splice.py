"""One reader's message, from the pattern and what the ledger says of the reader."""

import hmac
from dataclasses import dataclass

from publisher.delivery.message.addresses import wire_address
from publisher.delivery.message.headers import checked, mailbox
from publisher.delivery.message.letterhead import Letterhead
from publisher.delivery.message.pattern import Letter, Pattern
from publisher.delivery.message.quoted import address_value


@dataclass(frozen=True)
class Reader:
    """Who a delivery is for. `person` is what the Message-ID is made of: "run subscriber", or the mail's id.

    message_id: the one of an earlier try, which every later try keeps; empty at the first.
    """

    delivery_id: int
    token: int
    address: str
    name: str
    person: str
    subscription_id: int | None
    message_id: str


def splice(head: Letterhead, pattern: Pattern, reader: Reader) -> Letter:
    """The letter for one reader: the same reader and pattern give the same bytes, whoever splices.

    Raises Unwritable if the address or name cannot stand in a header.
    """
    recipient = wire_address(reader.address)
    message_id = reader.message_id or _message_id(head, reader.person)
    leave = head.links.sign("leave", reader.subscription_id) if reader.subscription_id else ""
    returning = head.links.sign("return", reader.delivery_id)
    values = (
        message_id.encode("ascii"),
        b"\r\n ".join(mailbox(checked("the name", reader.name), recipient)),
        leave.encode("ascii"),
        address_value(reader.address, in_html=True),
        address_value(reader.address, in_html=False),
    )
    return Letter(
        reader.delivery_id,
        reader.token,
        f"bounces+{returning}@{head.return_domain}",
        recipient,
        pattern.join(values),
        returning,
        not recipient.isascii(),
        message_id,
        pattern.hash(values),
    )


def _message_id(head: Letterhead, person: str) -> str:
    mac = hmac.digest(head.links.keys[0], b"m" + person.encode("ascii"), "sha256")
    return f"{mac[:16].hex()}@{head.list_domain}"
