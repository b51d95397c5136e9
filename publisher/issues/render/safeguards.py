"""What no template can drop: the safety notice, the way to leave, and whose mail it is."""

import re
from collections.abc import Sequence

from lxml import html as lxml_html

from publisher.errors import Refused, refuse
from publisher.issues.placeholders import ADDRESS, LEAVE
from publisher.issues.render.parts import Piece, assemble
from publisher.links import Links
from publisher.schedule import Organisation
from publisher.templating.refusals import CODE

PARTS = ("contents", "group", "grouped", "alone", "entry", "short", "shortened", "omitted")
_HIDING = re.compile(
    r"display:none|visibility:hidden|font-size:0(?![.\d])|max-height:0(?![.\d])|opacity:0(?![.\d])"
)


def guard_html(
    pieces: Sequence[Piece], gaps: frozenset[str], organisation: Organisation, links: Links, where: str
) -> None:
    """Pass if every edition shows, to be seen, all that it must. Raises Refused with what is lost."""
    always = _always(pieces, gaps)
    page = lxml_html.document_fromstring(always)
    addresses = {str(link) for link in page.xpath("//a/@href")}
    for hidden in page.xpath("//*[@hidden or @style]"):
        style = "".join(str(hidden.get("style") or "").lower().split())
        if hidden.get("hidden") is not None or _HIDING.search(style):
            hidden.drop_tree()
    for unseen in page.xpath("//head | //style | //comment()"):
        unseen.drop_tree()
    seen = str(page.text_content())
    _guard(seen, organisation, where, can_leave=links.leave(LEAVE) in addresses)


def guard_text(
    pieces: Sequence[Piece], gaps: frozenset[str], organisation: Organisation, links: Links, where: str
) -> None:
    """The same for plain text."""
    always = _always(pieces, gaps)
    can_leave = links.leave(LEAVE) in always.split()
    _guard(always, organisation, where, can_leave=can_leave)


def guard_parts(pieces: Sequence[Piece], where: str) -> None:
    """Pass if some edition may want each part. Raises Refused naming one that would never show."""
    for name in sorted({name for piece in pieces for name in piece.within}):
        if name.partition("/")[0] not in PARTS:
            raise refuse(
                f"there is no part '{name}'", where=where, mend=f"use one of {', '.join(PARTS)}", code=CODE
            )


def guard_service(html: str, text: str, organisation: Organisation, where: str) -> None:
    """Of a service mail only the safety notice is asked. Raises Refused where a template lost it."""
    for said in (str(lxml_html.document_fromstring(html).text_content()), text):
        if _plain(organisation.safety_notice) not in _plain(said):
            raise _lost("the safety notice", where, "{{ organisation.safety_notice }}")


def _always(pieces: Sequence[Piece], gaps: frozenset[str]) -> str:
    # The reason holds the address's placeholder, so the gap itself is what has to be there.
    return assemble(pieces, frozenset(), {gap: ADDRESS if gap == "reason" else " " for gap in gaps})


def _guard(seen: str, organisation: Organisation, where: str, *, can_leave: bool) -> None:
    said = _plain(seen)
    faults = []
    if _plain(organisation.safety_notice) not in said:
        faults.append(_lost("the safety notice", where, "{{ organisation.safety_notice }}"))
    if not can_leave:
        faults.append(_lost("the link to leave", where, "a link to {{ addresses.leave }}"))
    if ADDRESS not in said:
        faults.append(_lost("why the reader gets it", where, '{{ gap("reason") }}'))
    if _plain(organisation.postal_address) not in said:
        faults.append(_lost("the postal address", where, "{{ organisation.postal_address }}"))
    if faults:
        raise Refused(*(fault for refused in faults for fault in refused.faults))


def _lost(what: str, where: str, mend: str) -> Refused:
    return refuse(
        f"the template has lost {what}, which no mail may be without",
        where=where,
        mend=f"put back {mend}",
        code=CODE,
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("­", "").split())
