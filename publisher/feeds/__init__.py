"""Feeds: Atom and RSS of everything, per audience, kind and topic, cached by what they hold."""

from publisher.feeds.document import Document
from publisher.feeds.scope import Scope, scopes
from publisher.feeds.shelf import Shelf

__all__ = ["Document", "Scope", "Shelf", "scopes"]
