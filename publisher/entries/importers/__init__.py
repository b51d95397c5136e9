"""Import of what editors have: files, pasted pages, HTML, Word, CSV and feeds become drafts of entries.

`gather` the sources, `take` them apart, look at the result, `keep` it.
"""

from publisher.entries.importers.draft import Draft, Fate, Imported
from publisher.entries.importers.keeping import Kept, keep, past
from publisher.entries.importers.source import Source, gather
from publisher.entries.importers.taking import take

__all__ = ["Draft", "Fate", "Imported", "Kept", "Source", "gather", "keep", "past", "take"]
