"""E-mail addresses: what is accepted, and the key that decides whether two are the same."""

import unicodedata

import idna
from email_validator import EmailNotValidError, validate_email

from subscribers.faults import Fault

LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets


def address_key(address: str) -> str:
    """The form in which two spellings of one address are equal: domain as A-labels, all of it casefolded.

    The local part's case is given up knowingly: nobody runs a mailbox that tells Ann@ from ann@, and two
    mails to one person are worse. Dots and +tags are kept, for they may name different mailboxes.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    return unicodedata.normalize("NFC", f"{local}{at}{_a_labels(domain)}".casefold())


def _a_labels(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return domain


def checked(address: str) -> str | Fault:
    """The address in its normal spelling, or what is wrong with it. No name server is asked."""
    given = address.strip()
    if not given:
        return Fault("the address is empty", "address", "write one, or remove the row", "bad_address")
    try:
        normal = validate_email(given, check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        return Fault(f"{_shown(given)} is no address: {reason}", "address", code="bad_address")
    if len(normal) > LONGEST:
        return Fault(
            f"an address of {len(normal)} characters is too long", "address", "check it", "bad_address"
        )
    return normal


def _shown(text: str) -> str:
    printable = "".join(character if character.isprintable() else "�" for character in text)
    return f"'{printable[:80]}{'…' if len(printable) > 80 else ''}'"
