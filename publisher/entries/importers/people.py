"""For whom a piece is and for whom it is not, as audiences where they are declared."""

import re

from publisher.entries.importers.facts import Facts
from publisher.entries.importers.structure import Piece
from publisher.entries.vocabulary import Vocabulary


def find_people(
    piece: Piece, facts: Facts, vocabulary: Vocabulary, flags: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    section = piece.section.strip().rstrip(":").casefold()
    for_ = tuple(
        key
        for key, audience in vocabulary.audiences.items()
        if section in (key.casefold(), audience.title.casefold(), f"for {audience.title.casefold()}")
    )
    except_ = []
    for who in facts.except_:
        key = _audience(who, vocabulary)
        if key is None:
            flags.append(f"except is text: '{who}' names no audience, so it keeps nobody out")
        except_.append(key or who)
    if not for_:
        flags.append("no audience: it reaches everyone")
    return for_, tuple(dict.fromkeys(except_))


def _audience(who: str, vocabulary: Vocabulary) -> str | None:
    said = re.sub(
        r"\s+(?:professionals|staff|workers|colleagues|practitioners|organisations|groups|sector)$",
        "",
        who.casefold(),
    )
    for key, audience in vocabulary.audiences.items():
        names = {key.casefold(), audience.title.casefold()}
        names |= {re.sub(r"\s+sector$", "", name) for name in names}
        if said in names:
            return key
    return None
