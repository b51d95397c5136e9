"""Which addresses lie on the public internet, also when they are wrapped in others."""

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))

_COMPATIBLE = ipaddress.ip_network("::/96")


def is_public(address: Address) -> bool:
    """Whether `address`, and every IPv4 address inside it, is one of the public internet.

    Python calls addresses global that lead to private ones: mapped, 6to4, Teredo, NAT64 (RFC 6052).
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inside(address)
        if inner is not None and not all(is_public(one) for one in inner):
            return False
        if address.scope_id or address.is_site_local:
            return False
        if address.ipv4_mapped is not None or address in _NAT64[0]:
            return True  # a way to a public IPv4 address; Python calls both reserved
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inside(address: ipaddress.IPv6Address) -> Sequence[ipaddress.IPv4Address] | None:
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    if any(address in network for network in (*_NAT64, _COMPATIBLE)):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return None
