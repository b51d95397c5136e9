"""Sources become drafts and fates: each is read by the importer of its form."""

from collections.abc import Sequence
from datetime import date as Day  # noqa: N812 - as in entry.py

from publisher.entries import files
from publisher.entries.importers.draft import Draft, Fate, Imported
from publisher.entries.importers.feed import take_feed
from publisher.entries.importers.flagging import flag_content
from publisher.entries.importers.page import take_page
from publisher.entries.importers.pages import read_page
from publisher.entries.importers.source import Source
from publisher.entries.importers.table import take_table
from publisher.entries.vocabulary import Vocabulary
from publisher.errors import Refused, refuse
from subscribers.faults import Fault


def take(sources: Sequence[Source], vocabulary: Vocabulary, today: Day) -> Imported:
    """Everything in `sources` as drafts, with the fate of every line; nothing is stored.

    today: dates without a year are read near it. Raises Refused with the faults of all sources.
    """
    drafts: list[Draft] = []
    fates: list[Fate] = []
    faults: list[Fault] = []
    taken: dict[str, str] = {}
    for source in sources:
        try:
            one = _take(source, taken, vocabulary, today)
        except Refused as refused:
            faults += refused.faults
            continue
        drafts += one.entries
        fates += one.fates
        taken |= {draft.content.slug: source.name for draft in one.entries}
    if faults:
        raise Refused(*faults)
    return Imported(tuple(drafts), tuple(fates))


def _take(source: Source, taken: dict[str, str], vocabulary: Vocabulary, today: Day) -> Imported:
    if not source.data.strip():
        raise refuse("the file is empty", where=source.name, code="empty")
    if source.form == "markdown":
        return _file(source, taken, vocabulary)
    used = set(taken)
    if source.form == "csv":
        return take_table(source.data, source.name, used, vocabulary)
    if source.form == "feed":
        return take_feed(source.data, source.name, source.address, used, vocabulary, today)
    found = take_page(read_page(source), source.name, used, vocabulary, today)
    if not found.fates:
        raise refuse("there are no words in it", where=source.name, code="empty")
    return found


def _file(source: Source, taken: dict[str, str], vocabulary: Vocabulary) -> Imported:
    content = files.parse(source.data, source.name, vocabulary)
    if content.slug in taken:
        raise refuse(
            f"'{content.slug}' is the name of another entry too, in {taken[content.slug]}",
            where=source.name,
            mend="rename one of the two files",
            code="duplicate_slug",
        )
    text = files.normalise(source.data, source.name)
    fates = [
        Fate(number, line.strip(), "entry", content.slug, source.name)
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip(" -\t")
    ]
    return Imported((Draft(content, flag_content(content, vocabulary), text),), tuple(fates))
