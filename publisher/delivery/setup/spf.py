"""SPF (RFC 7208): which servers may send for the domain of return paths."""

import re

from publisher.delivery.setup.asking import Ask
from publisher.delivery.setup.remark import Remark, good, note, wrong

ABOUT = "SPF"
MOST_LOOKUPS = 10  # RFC 7208 §4.6.4
LOOKS_UP = re.compile(r"[+?~-]?(include|exists|redirect|a|mx|ptr)(?![a-z0-9])[:=/]?([^/\s]*)", re.IGNORECASE)


def spf(ask: Ask, domain: str) -> list[Remark]:
    """What the record of `domain` comes to. Raises NoAnswer."""
    found = _records(ask, domain)
    if not found:
        return [
            wrong(
                ABOUT,
                f"{domain} has no SPF record",
                f"publish a TXT record at {domain} that names the relay, such as v=spf1 include:… -all",
            )
        ]
    if len(found) > 1:
        return [
            wrong(
                ABOUT, f"{domain} has {len(found)} SPF records, so none counts", "put them together into one"
            )
        ]
    lookups = _lookups(ask, found[0], frozenset((domain,)))
    if lookups > MOST_LOOKUPS:
        said = f"the SPF record of {domain} asks the DNS {lookups} times; after ten it fails"
        return [wrong(ABOUT, said, "leave out what no longer sends for you")]
    return [good(ABOUT, f"{domain} says who may send for it: {found[0]}"), *_ending(domain, found[0])]


def _ending(domain: str, record: str) -> list[Remark]:
    words = record.lower().split()
    if {"all", "+all"} & set(words):
        said = f"the SPF record of {domain} lets the whole world send for it"
        return [wrong(ABOUT, said, "end it with -all or ~all")]
    if not {"-all", "~all"} & set(words) and not any(word.startswith("redirect=") for word in words):
        said = f"the SPF record of {domain} refuses nobody"
        return [note(ABOUT, said, "end it with ~all, later with -all")]
    return []


def _records(ask: Ask, domain: str) -> list[str]:
    return [text for text in ask(domain, "TXT") if text.lower().split(" ")[0] == "v=spf1"]


def _lookups(ask: Ask, record: str, seen: frozenset[str]) -> int:
    count = 0
    for word in record.split()[1:]:
        found = LOOKS_UP.fullmatch(word)
        if found is None:
            continue
        count += 1
        target = found[2].lower().rstrip(".")
        leads_on = found[1].lower() in ("include", "redirect") and "%" not in target and target not in seen
        if leads_on and count <= MOST_LOOKUPS and len(seen) <= MOST_LOOKUPS:
            count += sum(_lookups(ask, one, seen | {target}) for one in _records(ask, target)[:1])
    return count
