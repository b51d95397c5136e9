"""What `publisher check --smtp` looks at, and how it says what it saw."""

import socket
from collections.abc import Iterator, Sequence

from publisher import bootstrap
from publisher.delivery.message.addresses import wire_address
from publisher.delivery.setup.asking import resolver
from publisher.delivery.setup.relay import look_at
from publisher.delivery.setup.remark import Remark, note
from publisher.delivery.setup.sender import look_up
from publisher.delivery.transports.smtp.relay import read_relays
from publisher.schedule import Schedule
from publisher.settings import Settings

WORDS = {"good": "good ", "note": "note ", "wrong": "WRONG"}


def look_at_setup(settings: Settings, schedule: Schedule) -> list[Remark]:
    """Each relay is connected to, and the DNS asked about the sender. Nothing is sent."""
    sender = wire_address(schedule.organisation.sender).rpartition("@")[2].lower()
    looked = [look_at(relay, socket.getfqdn()) for relay in read_relays(settings.smtp_url.get_secret_value())]
    remarks = [remark for one in looked for remark in one.remarks]
    if not looked:
        remarks.append(
            note(
                "relay",
                "none is set: mail goes to the outbox folder",
                "set PUBLISHER_SMTP_URL when it shall leave",
            )
        )
    return remarks + look_up(
        resolver(),
        sender=sender,
        returning=settings.return_domain.lower() or sender,
        signers=bootstrap.open_signers(settings),
        relays=list(dict.fromkeys(one.address for one in looked if one.address)),
    )


def in_words(remarks: Sequence[Remark]) -> Iterator[str]:
    """Lines for a terminal: the verdict, what it is about, what was seen, and how to mend it."""
    about = ""
    for remark in remarks:
        if remark.about != about:
            about = remark.about
            yield f"{about}"
        yield f"  {WORDS[remark.verdict]}  {_sentence(remark.what)}"
        if remark.mend:
            yield f"         {_sentence(remark.mend)}"


def _sentence(text: str) -> str:
    return (
        text[0].upper() + text[1:]
        if text.partition(" ")[0].islower() and "." not in text.partition(" ")[0]
        else text
    )
