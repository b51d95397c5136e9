"""Names and addresses: a relay's name leads to its address and back, and reports find the way home."""

import ipaddress

import dns.reversename

from publisher.delivery.setup.asking import Ask
from publisher.delivery.setup.remark import Remark, good, note, wrong

ABOUT = "PTR"


def ptr(ask: Ask, address: str) -> Remark:
    """Whether the name of a relay's address leads back to it. Raises NoAnswer."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if not ip.is_global:
        return note(
            ABOUT,
            f"{ip} is a private address: what counts is the one by which the relay reaches the world",
            "ask its operator whether that has a name that leads back to it",
        )
    names = [name.rstrip(".") for name in ask(str(dns.reversename.from_address(str(ip))), "PTR")]
    if not names:
        return wrong(
            ABOUT, f"{ip} has no name, and large providers refuse its mail", "ask the relay's operator"
        )
    kind = "A" if ip.version == 4 else "AAAA"
    for name in names:
        if any(ipaddress.ip_address(found) == ip for found in ask(name, kind)):
            return good(ABOUT, f"{ip} is {name}, and {name} leads back to it")
    return wrong(ABOUT, f"{ip} calls itself {names[0]}, but that leads elsewhere", "ask the relay's operator")


def way_home(ask: Ask, domain: str) -> Remark:
    """Whether reports to return paths at `domain` arrive anywhere. Raises NoAnswer."""
    hosts = [record.split()[-1].rstrip(".") for record in ask(domain, "MX")]
    if hosts and any(hosts):
        return good("MX", f"reports to {domain} arrive at {', '.join(filter(None, hosts))}")
    if not hosts and (ask(domain, "A") or ask(domain, "AAAA")):
        return note("MX", f"{domain} has no MX record; its own address takes its mail")
    return wrong(
        "MX",
        f"{domain} takes no mail, so reports never arrive, and some servers refuse what comes from it",
        "publish an MX record, or set PUBLISHER_RETURN_DOMAIN to a domain that has one",
    )
