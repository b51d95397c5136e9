"""What the DNS says of the sender: every record that receiving servers look at, one after the other."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from publisher.delivery.dkim import Signer
from publisher.delivery.setup.asking import Ask, NoAnswer
from publisher.delivery.setup.dkim_record import dkim
from publisher.delivery.setup.dmarc import aligned, dmarc
from publisher.delivery.setup.encryption import encryption
from publisher.delivery.setup.remark import Remark, note, wrong
from publisher.delivery.setup.reverse import ptr, way_home
from publisher.delivery.setup.spf import spf


def look_up(
    ask: Ask, *, sender: str, returning: str, signers: Sequence[Signer], relays: Sequence[str]
) -> list[Remark]:
    """sender: the domain in From; returning: that of return paths; relays: their addresses as numbers.

    A question that the DNS does not answer becomes a remark of its own, and the others are still asked.
    """
    ask = lru_cache(maxsize=None)(ask)
    questions: list[tuple[str, Callable[[], list[Remark]]]] = [
        ("SPF", lambda: spf(ask, returning)),
        ("SPF", lambda: _alignment(ask, sender, returning)),
        ("DKIM", lambda: dkim(ask, signers, sender)),
        ("DMARC", lambda: dmarc(ask, sender)),
        ("MX", lambda: [way_home(ask, returning)]),
        *(("PTR", lambda address=address: [ptr(ask, address)]) for address in relays),
        ("TLS", lambda: encryption(ask, sender)),
    ]
    made: list[Remark] = []
    for about, question in questions:
        try:
            made += question()
        except NoAnswer as unknown:
            made.append(note(about, str(unknown), "try again in a while"))
    return made


def _alignment(ask: Ask, sender: str, returning: str) -> list[Remark]:
    if aligned(ask, sender, returning):
        return []
    return [
        wrong(
            "SPF",
            f"mail comes from {sender}, but returns to {returning}, so SPF does not count for DMARC",
            f"set PUBLISHER_RETURN_DOMAIN to {sender} or a part of it",
        )
    ]
