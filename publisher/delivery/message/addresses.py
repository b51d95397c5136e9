"""Addresses as they go on the wire: the domain in ASCII, the local part as the person wrote it."""

import re

import idna

from publisher.delivery.message.headers import Unwritable, checked

LONGEST_LOCAL, LONGEST_PATH = 64, 254  # RFC 5321 §4.5.3.1
ORDINARY = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+")


def wire_address(address: str) -> str:
    """`address` with its domain as A-labels (RFC 5890); the local part's case is kept (RFC 5321 §2.4).

    A local part outside ASCII stays, and needs SMTPUTF8. Raises Unwritable for what no server could take.
    """
    if ORDINARY.fullmatch(address) and len(address) <= LONGEST_PATH:
        local = address.rpartition("@")[0]
        if len(local) <= LONGEST_LOCAL:
            return address
    local, at, domain = checked("the address", address).rpartition("@")
    if not (local and at and domain) or any(character in local for character in ' <>(),;:\\"@[]'):
        raise Unwritable("the address cannot be written to")
    try:
        ascii_domain = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise Unwritable("the address's domain cannot be") from error
    if not re.fullmatch(r"[a-z0-9.-]+", ascii_domain):
        raise Unwritable("the address's domain cannot be")
    if len(local.encode()) > LONGEST_LOCAL or len(local.encode()) + 1 + len(ascii_domain) > LONGEST_PATH:
        raise Unwritable("the address is longer than a server takes")
    return f"{local}@{ascii_domain}"
