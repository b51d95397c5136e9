"""The commands that open a transaction."""

from publisher.delivery.message.pattern import Letter
from publisher.delivery.transports.smtp.connecting import Offers
from publisher.delivery.transports.transport import Outcome


def commands(letter: Letter, offers: Offers) -> tuple[bytes, bytes]:
    """MAIL and RCPT, with what this relay offers: SIZE (RFC 1870), SMTPUTF8 (6531), DSN (3461)."""
    mail, rcpt = f"MAIL FROM:<{letter.return_path}>", f"RCPT TO:<{letter.recipient}>"
    if offers.size_known:
        mail += f" SIZE={len(letter.data)}"
    if letter.utf8:
        mail += " SMTPUTF8"
    if offers.dsn:
        mail += f" RET=HDRS ENVID={letter.envelope_id}"
        sort = "utf-8" if letter.utf8 else "rfc822"
        rcpt += f" NOTIFY=FAILURE,DELAY ORCPT={sort};{xtext(letter.recipient)}"
    return f"{mail}\r\n".encode(), f"{rcpt}\r\n".encode()


def unfit(letter: Letter, offers: Offers) -> Outcome | None:
    """Why this relay cannot take the letter at all, known before a byte is sent; None: it can."""
    if letter.utf8 and not offers.utf8:
        return Outcome("rejected", "", "the address needs SMTPUTF8, which the relay does not offer")
    if offers.size and len(letter.data) > offers.size:
        said = f"the message has {len(letter.data)} bytes, the relay takes {offers.size}"
        return Outcome("rejected", "", said)
    return None


def xtext(address: str) -> str:
    """RFC 3461 §4; an address outside ASCII by the utf-8-addr-xtext of RFC 6533 §3."""
    if address.isascii() and "+" not in address and "=" not in address:
        return address
    return "".join(
        character if "!" <= character <= "~" and character not in "+=\\" else _hexadecimal(character)
        for character in address
    )


def _hexadecimal(character: str) -> str:
    return f"+{ord(character):02X}" if character.isascii() else f"\\x{{{ord(character):X}}}"
