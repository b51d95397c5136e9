"""One premailer pass over everything a run shows, in every language at once."""

import logging
import re

from premailer import Premailer

from publisher.errors import refuse
from publisher.issues.render.parts import Cutter, Piece

_BODY = re.compile(r"(?P<open><body\b[^>]*>)(?P<inner>.*)(?P<close></body>.*)\Z", re.DOTALL | re.IGNORECASE)
_INLINED = re.compile(r"<style(?![^>]*data-premailer)[^>]*>.*?</style>\s*", re.DOTALL | re.IGNORECASE)


def inline(documents: dict[str, str], cutter: Cutter, where: str) -> dict[str, list[Piece]]:
    """Each language's document with its styles inlined, as pieces; premailer runs once, over all bodies.

    The documents come from the same templates, so they share their styles. A <style> marked
    data-premailer="ignore" is kept as it stands (media queries). Raises Refused when there is no <body>.
    """
    bodies = {language: _body(document, where) for language, document in documents.items()}
    first = next(iter(bodies.values()))
    master = first.string[: first.start()] + first["open"]
    for language, body in bodies.items():
        master += cutter.enclose(f"language/{language}", body["inner"])
    inlined = _body(premailed(master + first["close"]), where)
    pieces = cutter.cut(inlined["inner"], where)
    found: dict[str, list[Piece]] = {}
    for language, body in bodies.items():
        name = f"language/{language}"
        own = [
            Piece(piece.within - {name}, piece.content, piece.gap) for piece in pieces if name in piece.within
        ]
        head = cutter.cut(_head(body.string[: body.start()]) + inlined["open"], where)
        found[language] = [*head, *own, Piece(frozenset(), inlined["close"].strip() + "\n")]
    return found


def _body(document: str, where: str) -> re.Match[str]:
    found = _BODY.search(document)
    if found is None:
        raise refuse("the template has no <body> … </body>", where=where, code="template_error")
    return found


def _head(head: str) -> str:
    return _INLINED.sub("", head).replace(' data-premailer="ignore"', "").lstrip()


def premailed(document: str) -> str:
    """A whole document with its styles inlined; nothing is fetched, no link is changed."""
    return str(
        Premailer(
            document,
            allow_network=False,
            disable_link_rewrites=True,
            disable_validation=True,
            disable_basic_attributes=["width", "height", "bgcolor"],
            remove_unset_properties=False,
            align_floating_images=False,
            cssutils_logging_level=logging.CRITICAL,
        ).transform(pretty_print=False)
    )
