"""The words inside one HTML block: as plain text, as Markdown, and what they link to."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from publisher.entries.importers.block import Link
from publisher.entries.importers.escaping import disarm_start, escape, find_addresses

SCHEMES = ("http", "https", "mailto", "tel")
_SPACE = re.compile(r"[\s\u00a0]+")


@dataclass(frozen=True)
class Run:
    """A stretch of text under one look: bold, slanted, and where it links ('' nowhere)."""

    text: str
    bold: bool = False
    slanted: bool = False
    href: str = ""


@dataclass
class Words:
    """Runs gathered while a block is walked."""

    line: int
    runs: list[Run] = field(default_factory=list)

    def tidy(self) -> list[Run]:
        """The runs with spaces collapsed across their edges, alike neighbours joined, empty ones dropped."""
        kept: list[Run] = []
        space = True
        for run in self.runs:
            text = _SPACE.sub(" ", run.text)
            text = text.lstrip() if space else text
            if not text:
                continue
            space = text.endswith(" ")
            alike = kept and (kept[-1].bold, kept[-1].slanted, kept[-1].href) == (
                run.bold,
                run.slanted,
                run.href,
            )
            if alike:
                kept[-1] = Run(kept[-1].text + text, run.bold, run.slanted, run.href)
            else:
                kept.append(Run(text, run.bold, run.slanted, run.href))
        if kept:
            kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].bold, kept[-1].slanted, kept[-1].href)
        return [run for run in kept if run.text]


def plain(runs: list[Run]) -> str:
    """The runs as plain text."""
    return "".join(run.text for run in runs).strip()


def without(runs: list[Run], count: int) -> list[Run]:
    """The runs without their first `count` characters."""
    kept: list[Run] = []
    for run in runs:
        text, count = run.text[count:], max(0, count - len(run.text))
        if text:
            kept.append(Run(text, run.bold, run.slanted, run.href))
    return kept


def lead(runs: list[Run]) -> str:
    """The bold words a block begins with; '' when it is bold altogether or not at all."""
    taken = []
    for run in runs:
        if not run.bold and run.text.strip():
            break
        taken.append(run.text)
    words = "".join(taken).strip()
    return "" if words == plain(runs) else words


def all_bold(runs: list[Run]) -> bool:
    """Whether every word is bold."""
    spoken = [run for run in runs if any(c.isalnum() for c in run.text)]
    return bool(spoken) and all(run.bold for run in spoken)


def links(runs: list[Run], base: str) -> tuple[Link, ...]:
    """What the runs link to, absolute; also addresses written out."""
    found = [Link(run.text.strip(), usable(run.href, base)) for run in runs if run.href and run.text.strip()]
    for run in runs:
        if not run.href:
            found += [Link(run.text[start:end], url) for start, end, url in find_addresses(run.text)]
    return tuple(found)


def usable(href: str, base: str) -> str:
    """`href` as an absolute http(s), mailto or tel address; '' for anything else (scripts, page anchors)."""
    href = "".join(href.split())
    try:
        whole = urljoin(base, href) if base else href
        parts = urlsplit(whole)
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or (parts.scheme.startswith("http") and not parts.hostname):
        return ""
    return whole.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def markdown(runs: list[Run], base: str, *, strong: bool = True) -> str:
    """The runs as Markdown; bold is left out where `strong` is false (titles, headings)."""
    pieces = []
    for run in runs:
        before = run.text[: len(run.text) - len(run.text.lstrip())]
        after = run.text[len(run.text.rstrip()) :] if run.text.strip() else ""
        core = escape(run.text.strip())
        if core:
            url = usable(run.href, base) if run.href else ""
            core = f"[{core}]({url})" if url else core
            core = f"*{core}*" if run.slanted and _markable(run.text) else core
            core = f"**{core}**" if run.bold and strong and _markable(run.text) else core
        pieces.append(before + core + after)
    return disarm_start("".join(pieces).strip())


def _markable(text: str) -> bool:
    """Whether emphasis marks around `text` would be read as such: it must begin and end with a word."""
    text = text.strip()
    return text[:1].isalnum() and text[-1:].isalnum()
