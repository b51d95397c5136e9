"""What every message of an installation has in common: who sends, what the lists are called, the links."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from publisher.delivery.dkim import Signer
from publisher.delivery.message.addresses import wire_address
from publisher.links import Links
from publisher.schedule import Schedule


@dataclass(frozen=True)
class Letterhead:
    """Addresses have their domains in ASCII. `titles` and `forms` are by publication key.

    signers: the keys that sign every message; none: the relay signs, or nobody.
    """

    name: str
    sender: str
    reply_to: str
    list_domain: str
    return_domain: str
    language: str
    titles: Mapping[str, str]
    forms: Mapping[str, Literal["edited", "digest", "alert"]]
    links: Links
    signers: tuple[Signer, ...] = ()


def letterhead(
    schedule: Schedule, links: Links, return_domain: str = "", signers: tuple[Signer, ...] = ()
) -> Letterhead:
    """The letterhead of a site. `return_domain` is where return paths lead; empty: the sender's domain."""
    organisation = schedule.organisation
    sender = wire_address(organisation.sender)
    domain = return_domain or sender.rpartition("@")[2]
    return Letterhead(
        name=organisation.name,
        sender=sender,
        reply_to=wire_address(organisation.reply_to or organisation.sender),
        list_domain=wire_address(f"x@{organisation.list_domain}")[2:],
        return_domain=wire_address(f"x@{domain}")[2:],
        language=organisation.language,
        titles={key: publication.title for key, publication in schedule.publications.items()},
        forms={key: publication.form for key, publication in schedule.publications.items()},
        links=links,
        signers=signers,
    )
