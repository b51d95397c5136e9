"""The pages beside these tests, taken in as an editor would, on 1 September 2026."""

from collections import Counter
from datetime import date
from pathlib import Path

from publisher.entries.importers import Draft, Imported, Source, gather, take
from publisher.entries.importers.draft import words
from publisher.entries.importers.source import SourceForm
from publisher.entries.vocabulary import Audience, Vocabulary

PAGES = Path(__file__).parent / "pages"
TODAY = date(2026, 9, 1)
VOCABULARY = Vocabulary(
    {
        "education": Audience("education", "Education"),
        "health": Audience("health", "Health"),
        "voluntary": Audience("voluntary", "Voluntary sector"),
    },
    {"neglect": "Neglect", "online": "Online safety"},
)


def page(name: str) -> Imported:
    """One of the pages."""
    return take(gather([str(PAGES / name)], no_fetch), VOCABULARY, TODAY)


def taken(data: str | bytes, form: SourceForm = "text", name: str = "page", address: str = "") -> Imported:
    """Something given as text or bytes."""
    raw = data.encode() if isinstance(data, str) else data
    return take([Source(name, raw, form, address)], VOCABULARY, TODAY)


def no_fetch(url: str) -> tuple[bytes, str, str]:
    """Nothing is fetched in these tests."""
    raise AssertionError(url)


def titles(imported: Imported) -> list[str]:
    """The titles in order."""
    return [draft.content.title for draft in imported.entries]


def entry(imported: Imported, title: str) -> Draft:
    """The one draft with this title."""
    (found,) = [draft for draft in imported.entries if draft.content.title == title]
    return found


def fate_of(imported: Imported, part: str) -> str:
    """What became of the one line with these words."""
    (found,) = {fate.fate for fate in imported.fates if part in fate.text}
    return found


def lost(imported: Imported) -> Counter[str]:
    """Words of lines that went to an entry and are not in it. List marks count as none."""
    have = {d.content.slug: words(f"{d.content.title}\n{d.content.body}") for d in imported.entries}
    missing: Counter[str] = Counter()
    for fate in imported.fates:
        if fate.fate == "entry":
            assert fate.entry is not None
            needs = Counter(
                {w: n for w, n in words(fate.text).items() if not (w.isdigit() and len(w) < 3) and len(w) > 1}
            )
            missing += needs - have[fate.entry]
            have[fate.entry] -= needs
    return missing
