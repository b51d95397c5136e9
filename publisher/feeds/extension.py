"""What feedgen cannot write by itself, as an extension of its entries.

feedgen 1.0.0 loses every attribute of an Atom entry's links, has no xml:lang there, and knows dc:creator
only with a dozen empty neighbours.
"""

from dataclasses import dataclass, field

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

DC = "http://purl.org/dc/elements/1.1/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Channel(BaseExtension):  # type: ignore[misc] # feedgen ships no types
    """Declares the prefix of dc:creator once, on the root."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": DC}


@dataclass
class Extras(BaseEntryExtension):  # type: ignore[misc] # feedgen ships no types
    """Links with all their attributes, the item's language, the author of an RSS item."""

    links: list[dict[str, str]] = field(default_factory=list)
    language: str = ""
    creator: str = ""

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Adds to an Atom entry."""
        for attributes in self.links:
            etree.SubElement(feed, "link", attributes)
        if self.language:
            feed.set(XML_LANG, self.language)
        return feed

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Adds to an RSS item."""
        if self.creator:
            etree.SubElement(feed, f"{{{DC}}}creator").text = self.creator
        return feed
