"""DMARC (RFC 9989): the sender's policy, and whether two domains belong to the same organisation."""

from publisher.delivery.setup.asking import Ask, tags
from publisher.delivery.setup.remark import Remark, good, note, wrong

ABOUT = "DMARC"
MOST_LABELS = 8  # RFC 9989 §4.10: of a longer name only the last seven are walked
GONE = ("pct", "rf", "ri")


def dmarc(ask: Ask, domain: str) -> list[Remark]:
    """What the policy for mail From: `domain` comes to. Raises NoAnswer."""
    above = organisation(ask, domain)
    place = next((one for one in dict.fromkeys((domain, above)) if _record(ask, one)), "")
    if not place:
        return [
            wrong(
                ABOUT,
                f"{domain} has no DMARC record",
                f"publish a TXT record at _dmarc.{domain}: v=DMARC1; p=none; rua=mailto:dmarc@{domain}",
            )
        ]
    said = tags(_record(ask, place))
    policy = said.get("p", "none").lower()
    if place != domain:
        policy = said.get("sp", policy).lower()
    if policy not in ("none", "quarantine", "reject"):
        words = f"the DMARC record of {place} asks for '{policy}', which is no policy"
        return [wrong(ABOUT, words, "use p=none, p=quarantine or p=reject")]
    made = [good(ABOUT, f"the policy for mail from {domain} is “{policy}” (_dmarc.{place})")]
    if policy == "none":
        made.append(
            note(
                ABOUT,
                "it only watches: others may still send in your name",
                "go on to p=quarantine, p=reject",
            )
        )
    if said.get("t", "n").lower() == "y":
        made.append(note(ABOUT, "it says t=y: the policy is being tested and not applied"))
    if not said.get("rua"):
        made.append(note(ABOUT, "nobody receives the reports", f"add rua=mailto:dmarc@{place}"))
    if gone := [tag for tag in GONE if tag in said]:
        made.append(
            note(ABOUT, f"it holds {', '.join(gone)}, which RFC 9989 has done away with", "leave that out")
        )
    return made


def aligned(ask: Ask, one: str, other: str) -> bool:
    """Whether two domains are of one organisation, so that one may speak for the other. Raises NoAnswer."""
    return one == other or organisation(ask, one) == organisation(ask, other)


def organisation(ask: Ask, domain: str) -> str:
    """The organisational domain by RFC 9989's walk up the tree. Raises NoAnswer."""
    labels = domain.split(".")
    if len(labels) > MOST_LABELS:
        labels = labels[-(MOST_LABELS - 1) :]
        walk = [domain, *(".".join(labels[place:]) for place in range(len(labels)))]
    else:
        walk = [".".join(labels[place:]) for place in range(len(labels))]
    highest = domain
    for place, name in enumerate(walk):
        record = _record(ask, name)
        if not record:
            continue
        kind = tags(record).get("psd", "u").lower()
        if kind == "n":
            return name
        if kind == "y":
            return walk[place - 1] if place else name
        highest = name
    return highest


def _record(ask: Ask, domain: str) -> str:
    found = [text for text in ask(f"_dmarc.{domain}", "TXT") if text.replace(" ", "").startswith("v=DMARC1")]
    return found[0] if len(found) == 1 else ""
