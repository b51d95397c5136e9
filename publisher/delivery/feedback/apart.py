"""Reports are read in a process apart: what a stranger wrote can stop, fill or crash nothing of ours."""

import hashlib
import json
import logging

from publisher.confine import Cell, Limits, Parser
from publisher.delivery.feedback.reading import read_report, tokens_in
from publisher.delivery.feedback.report import Finding, Kind, Report
from publisher.errors import Refused

LIMITS = Limits(seconds=5, memory=400_000_000, output=4_000_000)
MOST_TOKENS = 20
KEPT = 4_000  # characters of a report that could not be read, for the person who looks at it

log = logging.getLogger(__name__)


class Reader:
    """Reads reports with one child, from the first until `rest`. Doors may ask from several threads."""

    def __init__(self, list_domain: str, *, parser: Parser | None = None, limits: Limits = LIMITS) -> None:
        self._cell = Cell(parser or report_confined, list_domain, limits=limits)

    def read(self, raw: bytes, came_to: str) -> Report:
        """What `raw` says; a report that no parser can read is a riddle for a person, and nothing more."""
        try:
            return unpack(self._cell.ask(raw, came_to, what="a report"), raw)
        except Refused as refused:
            log.warning("it is set aside for a person: %s", refused)
            return _riddle(raw, came_to, refused.faults[0].what)

    def rest(self) -> None:
        """End the child until there is something to read again."""
        self._cell.rest()


def report_confined(raw: bytes, came_to: str, list_domain: str) -> bytes:
    """For the child: the report, packed."""
    return pack(read_report(raw, came_to=came_to, list_domain=list_domain))


def pack(report: Report) -> bytes:
    """All but its bytes, as JSON."""
    findings = [vars(finding) for finding in report.findings]
    return json.dumps(vars(report) | {"findings": findings, "raw": None}).encode()


def unpack(packed: bytes, raw: bytes) -> Report:
    """The report that `pack` took apart."""
    said = json.loads(packed)
    findings = tuple(Finding(**finding | {"kind": Kind(finding["kind"])}) for finding in said.pop("findings"))
    lists = {name: tuple(said.pop(name)) for name in ("tokens", "leave_tokens", "message_ids")}
    return Report(**said | lists | {"findings": findings, "raw": raw})


def _riddle(raw: bytes, came_to: str, why: str) -> Report:
    text = raw[:KEPT].decode("utf-8", "replace")
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    finding = Finding(Kind.UNKNOWN, diagnostic=f"could not be read: {why}. It begins: {shown}")
    # Its tokens count only if they are signed by us, so that it may be told whose mail it is about.
    tokens = (*tokens_in(came_to), *tokens_in(raw.decode("latin-1")))[:MOST_TOKENS]
    return Report("mail", hashlib.sha256(raw).hexdigest(), (finding,), tokens=tokens, raw=raw)
