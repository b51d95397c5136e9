"""Entries: the dated pieces, their immutable versions, and the ways they come in and go out."""
