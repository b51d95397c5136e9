"""Asking the DNS: one function, so that a check can be handed another one."""

from collections.abc import Callable

import dns.exception
import dns.resolver
from dns.rdtypes.txtbase import TXTBase

Ask = Callable[[str, str], list[str]]
LIFETIME = 10.0


class NoAnswer(Exception):
    """The DNS did not say whether there is such a record."""


def resolver() -> Ask:
    """`ask(name, type)` by this machine's resolver: records as text, none if there is no such record.

    TXT comes with its strings joined (RFC 7208 §3.3). Raises NoAnswer when no server answers.
    """
    asking = dns.resolver.Resolver()
    asking.lifetime = LIFETIME

    def ask(name: str, kind: str) -> list[str]:
        try:
            found = asking.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise NoAnswer(f"the DNS gave no answer about {name} ({error.__class__.__name__})") from error
        return [
            b"".join(record.strings).decode("utf-8", "replace")
            if isinstance(record, TXTBase)
            else record.to_text()
            for record in found
        ]

    return ask


def tags(record: str) -> dict[str, str]:
    """A record's `name=value; …` pairs (RFC 6376 §3.2), names in small letters."""
    pairs = (pair.partition("=") for pair in record.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}
