"""A strict reading of feeds: what a validator would call an error or warn of, one sentence each."""

from tests.support.feed_rules.atom import atom_wrongs
from tests.support.feed_rules.rss import rss_wrongs

__all__ = ["atom_wrongs", "rss_wrongs"]
