"""What an editor should look at in an entry whose fields came filled in."""

from publisher.entries import files
from publisher.entries.entry import Content
from publisher.entries.vocabulary import Vocabulary


def flag_content(content: Content, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Flags of an entry that was parsed, each 'word: why'."""
    said = {"undated": "undated", "except_words": "except is text"}
    found = [
        f"{said.get(fault.code, fault.code)}: {fault.what}" for fault in files.flags(content, vocabulary)
    ]
    if not content.for_:
        found.append("no audience: it reaches everyone")
    return tuple(found)
