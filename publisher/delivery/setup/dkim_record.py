"""DKIM's record (RFC 6376 §3.6.1): the DNS must hold the key that we sign with."""

import base64
import binascii
from collections.abc import Sequence

from publisher.delivery.dkim import Signer
from publisher.delivery.setup.asking import Ask, tags
from publisher.delivery.setup.dmarc import aligned
from publisher.delivery.setup.remark import Remark, good, note, wrong

ABOUT = "DKIM"


def dkim(ask: Ask, signers: Sequence[Signer], sender: str) -> list[Remark]:
    """Whether each key is published and speaks for `sender`, the domain in From. Raises NoAnswer."""
    if not signers:
        return [
            note(
                ABOUT,
                "the publisher signs nothing, so the relay must",
                "see that its signatures name list-unsubscribe and list-unsubscribe-post in h=; many leave "
                "them out. If it cannot, set PUBLISHER_DKIM_DOMAIN, _SELECTOR and _KEY",
            )
        ]
    made = [_published(ask, signer) for signer in signers]
    if not aligned(ask, signers[0].domain, sender):
        made.append(
            wrong(
                ABOUT,
                f"{signers[0].domain} signs, but mail comes from {sender}, so DMARC does not count it",
                f"set PUBLISHER_DKIM_DOMAIN to {sender}",
            )
        )
    return made


def _published(ask: Ask, signer: Signer) -> Remark:
    name = f"{signer.selector}._domainkey.{signer.domain}"
    kind = signer.algorithm.removesuffix("-sha256")
    key = base64.b64encode(signer.public_key).decode("ascii")
    mend = f"publish a TXT record at {name}: v=DKIM1; k={kind}; p={key}"
    found = ask(name, "TXT")
    if not found:
        return wrong(ABOUT, f"there is no record at {name}, so our signatures count for nothing", mend)
    if len(found) > 1:
        return wrong(ABOUT, f"there are {len(found)} records at {name}, and only one may be", mend)
    said = tags(found[0])
    if "p" in said and not said["p"]:
        return wrong(ABOUT, f"the record at {name} says that the key has been withdrawn", mend)
    if said.get("k", "rsa").lower() != kind or _key(said.get("p", "")) != signer.public_key:
        return wrong(ABOUT, f"the record at {name} holds another key than the one we sign with", mend)
    if "y" in said.get("t", "").lower().split(":"):
        return note(ABOUT, f"{name} holds our key, but says t=y: it is only being tested", "leave out t=y")
    return good(ABOUT, f"{name} holds the key that we sign with ({signer.algorithm})")


def _key(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
